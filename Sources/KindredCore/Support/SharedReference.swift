import Synchronization

/// A reference that is set once, by whichever task is first, and read without a lock.
///
/// The standard library's `AtomicLazyReference` does the same, but looks up its type's metadata with every load.
///
/// Unchecked because of the pointer: it is atomic, and its object is `Sendable` and never released before `deinit`.
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

  /// The object without retaining it, for callers that know that it stays alive.
  @inline(__always)
  func loadUncounted() -> UncountedReference<Instance>? {
    pointer.load(ordering: .acquiring).map { UncountedReference(Unmanaged<Instance>.fromOpaque($0)) }
  }

  /// Sets the object if there is none.
  ///
  /// - Returns: The object that is stored now.
  func storeIfNil(_ object: Instance) -> Instance {
    let mine = Unmanaged.passRetained(object)
    let (isStored, present) = pointer.compareExchange(
      expected: nil, desired: UnsafeRawPointer(mine.toOpaque()), ordering: .acquiringAndReleasing)
    if isStored { return object }
    mine.release()
    return present.map { Unmanaged<Instance>.fromOpaque($0).takeUnretainedValue() } ?? object
  }
}
