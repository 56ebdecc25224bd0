/// A value at a fixed address that is read in place. Copying it out of an object would retain everything that it refers
/// to.
///
/// Unchecked because of the pointer: its memory is allocated and freed with this value, and is only read.
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

  /// Calls the closure with the pointer, which must not escape.
  @inline(__always)
  func inPlace<Result>(_ body: (UnsafePointer<Value>) -> Result) -> Result { body(UnsafePointer(place)) }
}
