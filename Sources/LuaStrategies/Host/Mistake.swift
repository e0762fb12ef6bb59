/// A mistake of the script in a call; the bridge adds the line.
struct Mistake: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
