/// A reference to an object that something else keeps alive for as long as the reference is used.
///
/// To count a reference is an atomic operation, for which the processors wait for each other where all of them count the
/// same object: an operation of SQL, the plan of a statement. Who keeps the object is said where the reference is stored.
@frozen
@usableFromInline
struct UncountedReference<Object: AnyObject> {
  @usableFromInline let reference: Unmanaged<Object>

  @inlinable @inline(__always)
  init(_ object: Object) { reference = .passUnretained(object) }

  @inlinable @inline(__always)
  init(_ reference: Unmanaged<Object>) { self.reference = reference }

  /// Keeps an object for good.
  static func keeping(_ object: Object) -> UncountedReference {
    _ = Unmanaged.passRetained(object)
    return UncountedReference(object)
  }

  /// The object, counted from here on.
  @inlinable @inline(__always)
  var object: Object { reference.takeUnretainedValue() }

  /// Runs the closure with the object, which is not counted for it.
  @inlinable @inline(__always)
  func with<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
    try reference._withUnsafeGuaranteedRef { try body($0) }
  }

  /// A number of its own, as long as the object lives.
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
