internal import LuaBridge
internal import MarketData
internal import Quantities

/// Puts results and events where the bridge takes them from. A copy is a second hand on the same
/// writer; nothing here can fail or touch Lua.
struct Writer {
  let state: OpaquePointer

  func key(_ word: Word) { lb_put_key(state, word.rawValue) }
  func empty() { lb_put_nil(state) }
  func word(_ word: Word) { lb_put_interned(state, word.rawValue) }
  func interned(_ id: Int32) { lb_put_interned(state, id) }
  func put(_ value: Bool) { lb_put_boolean(state, value) }
  func put(_ value: Int) { lb_put_integer(state, Int64(value)) }
  func put(_ value: Int64) { lb_put_integer(state, value) }
  func put(_ value: Double) { lb_put_number(state, value) }
  func put(_ instant: Instant) { lb_put_integer(state, instant.nanoseconds) }
  func put(_ side: Side) { word(side == .buy ? .buy : .sell) }
  func put<Value: FixedPoint>(_ value: Value) { lb_put_number(state, value.approximate) }

  func put<Value: FixedPoint>(_ value: Value?) {
    if let value { put(value) } else { empty() }
  }

  func put(_ value: Double?) {
    if let value { put(value) } else { empty() }
  }

  func put(_ text: String) {
    var copy = text
    copy.withUTF8 { bytes in
      let characters = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      lb_put_text(state, characters, bytes.count)
    }
  }

  /// An amount that a script may give back in full: read again, it is never above the exact one.
  func putAtMost(_ value: Money?) {
    guard let value else { return empty() }
    let nearest = value.approximate
    let isAbove = (Money(nearest: nearest)?.raw ?? .max) > value.raw
    lb_put_number(state, isAbove ? nearest.nextDown : nearest)
  }

  func object(_ owner: ObjectClass, _ handle: Int) {
    lb_put_object(state, owner.rawValue, Int64(handle))
  }

  func table(list: Int = 0, keys: Int = 0) { lb_put_table(state, Int32(list), Int32(keys)) }
  func end() { lb_put_end(state) }
}
