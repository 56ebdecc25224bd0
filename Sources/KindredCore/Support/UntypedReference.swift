public import Synchronization

/// A place for one object, which is set once, by whichever task is first, and read without a lock.
///
/// The object's type is given with each access, always the same one. A generic type would cost a metadata lookup per
/// owner, and each row is one.
@usableFromInline
struct UntypedReference: ~Copyable {
  @usableFromInline let reference = AtomicLazyReference<AnyObject>()

  @inlinable
  init() {}

  /// The object; nil while there is none.
  @inline(__always)
  func load<Object: AnyObject>(_ type: Object.Type) -> Object? {
    reference.load().map { unsafeDowncast($0, to: type) }
  }

  /// Sets the object if there is none.
  ///
  /// - Returns: The object that is stored now.
  @inline(__always)
  func storeIfNil<Object: AnyObject>(_ object: Object) -> Object {
    unsafeDowncast(reference.storeIfNil(object), to: Object.self)
  }
}
