public import Synchronization

/// The keys that the rows of one result hold along one relation.
///
/// One task adds keys. Others may read those that are there at the same time, as long as there is room: a stream, which
/// hands rows out while it reads, makes it for all its siblings at once. So a key is written before the count that
/// includes it, and never again.
///
/// The owner knows the type of the keys and removes them. A generic type here would be looked up with every owner.
@usableFromInline
struct SiblingKeys: ~Copyable {
  @usableFromInline let start = Atomic<UnsafeMutableRawPointer?>(nil)
  @usableFromInline let room = Atomic<Int>(0)
  @usableFromInline let count = Atomic<Int>(0)

  @inlinable
  init() {}

  /// Adds a key.
  @inlinable @inline(__always)
  func append<Key>(_ key: Key) {
    let count = count.load(ordering: .relaxed)
    if count == room.load(ordering: .relaxed) { makeRoom(for: Swift.max(count * 2, 8), of: Key.self) }
    guard let start = start.load(ordering: .relaxed) else { return }
    (start.assumingMemoryBound(to: Key.self) + count).initialize(to: key)
    self.count.store(count + 1, ordering: .releasing)
  }

  /// Makes room for so many keys. Nobody may be reading them.
  @inlinable
  func makeRoom<Key>(for number: Int, of type: Key.Type) {
    let larger = UnsafeMutablePointer<Key>.allocate(capacity: number)
    if let start = start.load(ordering: .relaxed) {
      larger.moveInitialize(from: start.assumingMemoryBound(to: type), count: count.load(ordering: .relaxed))
      start.deallocate()
    }
    start.store(UnsafeMutableRawPointer(larger), ordering: .relaxed)
    room.store(number, ordering: .relaxed)
  }

  /// Calls the closure with each key that is there.
  func forEach<Key>(_ type: Key.Type, _ body: (Key) -> Void) {
    // The count comes first: what it includes was written before it.
    let count = count.load(ordering: .acquiring)
    guard let start = start.load(ordering: .relaxed)?.assumingMemoryBound(to: type) else { return }
    for index in 0..<count { body(start[index]) }
  }

  /// Removes the keys at the end.
  @inline(__always)
  func remove<Key>(_ type: Key.Type) {
    guard let start = start.load(ordering: .relaxed)?.assumingMemoryBound(to: type) else { return }
    start.deinitialize(count: count.load(ordering: .acquiring))
    start.deallocate()
  }
}
