public import Synchronization

/// The foreign key values of one result's rows along one relation.
///
/// One task appends keys. Others may read the existing keys at the same time, as long as nothing is reallocated: a
/// stream, which returns rows while it reads, reserves capacity for all its siblings first. A key is written before the
/// count that includes it, and never again.
///
/// The owner knows the type of the keys and removes them. A generic type here would cost a metadata lookup per owner.
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

  /// Reserves capacity. There must be no concurrent readers.
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

  /// Calls the closure with each key.
  func forEach<Key>(_ type: Key.Type, _ body: (Key) -> Void) {
    // The count is loaded first: all keys that it includes were written before it.
    let count = count.load(ordering: .acquiring)
    guard let start = start.load(ordering: .relaxed)?.assumingMemoryBound(to: type) else { return }
    for index in 0..<count { body(start[index]) }
  }

  /// Deinitialises the keys and frees the memory.
  @inline(__always)
  func remove<Key>(_ type: Key.Type) {
    guard let start = start.load(ordering: .relaxed)?.assumingMemoryBound(to: type) else { return }
    start.deinitialize(count: count.load(ordering: .acquiring))
    start.deallocate()
  }
}
