import Glibc
import Synchronization

/// The files that are mapped now, for the one fault that a checked file can still cause: somebody
/// cuts it, and the kernel answers the next load of a row with SIGBUS.
public enum MappedFiles {
  /// What a handler of signals may read: nothing in it moves, and no reference is counted.
  struct Node {
    let path: UnsafeMutablePointer<CChar>?
    let start: UInt
    let length: Int
    let device: dev_t
    let inode: ino_t
    var next: UnsafeMutablePointer<Node>?

    /// Whether the file of that name is the mapped one and is shorter now. Async-signal-safe.
    var isCut: Bool {
      guard let path else { return false }
      var now = stat()
      return stat(path, &now) == 0 && now.st_dev == device && now.st_ino == inode
        && Int(now.st_size) < length
    }

    func holds(_ address: UInt) -> Bool {
      address >= start && address - start < UInt(length)
    }
  }

  /// What is done about a cut file; it gets the path and does not return.
  public typealias Action = @convention(c) (UnsafePointer<CChar>) -> Void

  private static let lock = Mutex<Void>(())
  nonisolated(unsafe) private static var first: UnsafeMutablePointer<Node>?
  nonisolated(unsafe) private static var action: Action?
  nonisolated(unsafe) private static var busBefore = sigaction()
  nonisolated(unsafe) private static var trapBefore = sigaction()

  static func add(_ path: String, _ bytes: UnsafeRawBufferPointer, _ status: stat) -> UInt {
    let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
    let start = UInt(bitPattern: bytes.baseAddress)
    lock.withLock { _ in
      node.initialize(
        to: Node(
          path: strdup(path), start: start, length: bytes.count, device: status.st_dev,
          inode: status.st_ino, next: first))
      first = node
    }
    return start
  }

  /// Whether the file that is mapped at `start` was cut since.
  static func isCut(_ start: UInt) -> Bool {
    lock.withLock { _ in find { $0.start == start }?.pointee.isCut ?? false }
  }

  static func remove(_ start: UInt) {
    lock.withLock { _ in
      guard let node = find(where: { $0.start == start }) else { return }
      let before = find { $0.next == node }
      if let before { before.pointee.next = node.pointee.next } else { first = node.pointee.next }
      free(node.pointee.path)
      node.deallocate()
    }
  }

  private static func find(where isWanted: (Node) -> Bool) -> UnsafeMutablePointer<Node>? {
    var node = first
    while let here = node {
      if isWanted(here.pointee) { return here }
      node = here.pointee.next
    }
    return nil
  }

  /// From now on a load from a file that was cut, or that the disk does not give, calls `action`;
  /// so does a broken invariant while a mapped file is cut, because the end of a cut file reads as
  /// zeros up to the next page. All other faults end the program as before.
  ///
  /// The fault comes from a load of the program's own, never from within the allocator, so that
  /// `action` may do more than a handler of signals may elsewhere.
  public static func whenCut(_ action: @escaping Action) {
    self.action = action
    var answering = sigaction()
    answering.__sigaction_handler.sa_sigaction = answerFault
    answering.sa_flags = Int32(SA_SIGINFO) | Int32(SA_NODEFER)
    sigaction(SIGBUS, &answering, &busBefore)
    sigaction(SIGILL, &answering, &trapBefore)
    sigaction(SIGTRAP, &answering, nil)
  }

  /// Calls the action for the file that caused the fault; where none did, the fault comes again
  /// and ends the program.
  fileprivate static func answer(_ signal: Int32, _ address: UInt) {
    let culprit =
      (signal == SIGBUS ? find { $0.holds(address) } : nil) ?? find { $0.isCut }
    if let path = culprit?.pointee.path { action?(path) }
    if signal == SIGBUS {
      sigaction(signal, &busBefore, nil)
    } else {
      sigaction(signal, &trapBefore, nil)
    }
  }
}

private func answerFault(
  _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  let address = UInt(bitPattern: info?.pointee._sifields._sigfault.si_addr)
  MappedFiles.answer(signal, address)
}
