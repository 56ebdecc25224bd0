import Synchronization

/// A reference that is set once, by whichever task comes first, and read without a lock.
///
/// The standard library's `AtomicLazyReference` does the same, and looks its type up with every load.
///
/// Unchecked, because the pointer is atomic, and what it points to is sendable and kept until the end.
struct SharedReference<Instance: AnyObject & Sendable>: ~Copyable, @unchecked Sendable {
  private let pointer = Atomic<UnsafeRawPointer?>(nil)

  deinit {
    guard let present = pointer.load(ordering: .acquiring) else { return }
    Unmanaged<Instance>.fromOpaque(present).release()
  }

  /// The object; nil while there is none.
  @inline(__always)
  func load() -> Instance? {
    pointer.load(ordering: .acquiring).map { Unmanaged<Instance>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The object without counting it, for those that know that it stays.
  @inline(__always)
  func loadUncounted() -> UncountedReference<Instance>? {
    pointer.load(ordering: .acquiring).map { UncountedReference(Unmanaged<Instance>.fromOpaque($0)) }
  }

  /// Sets the object where there is none.
  ///
  /// - Returns: The one that is there now.
  func storeIfNil(_ object: Instance) -> Instance {
    let mine = Unmanaged.passRetained(object)
    let (isStored, present) = pointer.compareExchange(
      expected: nil, desired: UnsafeRawPointer(mine.toOpaque()), ordering: .acquiringAndReleasing)
    if isStored { return object }
    mine.release()
    return present.map { Unmanaged<Instance>.fromOpaque($0).takeUnretainedValue() } ?? object
  }
}
