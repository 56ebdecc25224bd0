/// A value that stays where it lies, so that it is looked at there: one that is taken out of an object is copied, with a
/// count for all that it refers to.
///
/// Unchecked, because of the pointer: what it points to is made with this, goes with it, and is only read.
struct FixedValue<Value: Sendable>: ~Copyable, @unchecked Sendable {
  private let place: UnsafeMutablePointer<Value>

  init(_ value: Value) {
    place = .allocate(capacity: 1)
    place.initialize(to: value)
  }

  deinit {
    place.deinitialize(count: 1)
    place.deallocate()
  }

  /// Runs the closure with the place, which is not to leave it.
  @inline(__always)
  func inPlace<Result>(_ body: (UnsafePointer<Value>) -> Result) -> Result { body(UnsafePointer(place)) }
}
