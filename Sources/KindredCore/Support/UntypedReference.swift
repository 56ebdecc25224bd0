public import Synchronization

/// A place for one object, which is set once, by whichever task comes first, and read without a lock.
///
/// The object's type is said with each use and is no part of the place's own: a generic type would be looked up with
/// each owner that is made, which is one for each row. Whoever has the place uses it with one type.
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

  /// Sets the object where there is none.
  ///
  /// - Returns: The one that is there now.
  @inline(__always)
  func storeIfNil<Object: AnyObject>(_ object: Object) -> Object {
    unsafeDowncast(reference.storeIfNil(object), to: Object.self)
  }
}
