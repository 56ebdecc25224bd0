/// An unretained reference to an object that something else keeps alive for as long as the reference is used.
///
/// Retaining is an atomic operation, which is slow when many threads retain the same object, such as a SQL operation or
/// a statement's plan. Each stored property of this type says who keeps the object alive.
@frozen
@usableFromInline
struct UncountedReference<Object: AnyObject> {
  @usableFromInline let reference: Unmanaged<Object>

  @inlinable @inline(__always)
  init(_ object: Object) { reference = .passUnretained(object) }

  @inlinable @inline(__always)
  init(_ reference: Unmanaged<Object>) { self.reference = reference }

  /// Retains an object for ever.
  static func keeping(_ object: Object) -> UncountedReference {
    _ = Unmanaged.passRetained(object)
    return UncountedReference(object)
  }

  /// The object, as a strong reference.
  @inlinable @inline(__always)
  var object: Object { reference.takeUnretainedValue() }

  /// Calls the closure with the object without retaining it.
  @inlinable @inline(__always)
  func with<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
    try reference._withUnsafeGuaranteedRef { try body($0) }
  }

  /// A number that is unique as long as the object lives.
  @inlinable @inline(__always)
  var identity: Int { Int(bitPattern: reference.toOpaque()) }
}

extension UncountedReference: Sendable where Object: Sendable {}

extension UncountedReference: Hashable {
  @inlinable @inline(__always)
  static func == (lhs: UncountedReference, rhs: UncountedReference) -> Bool {
    lhs.reference.toOpaque() == rhs.reference.toOpaque()
  }

  @usableFromInline
  func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
