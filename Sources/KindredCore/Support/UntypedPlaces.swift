/// A fixed number of places for objects. The type is given with each access; each place is always used with the same
/// type.
///
/// An array would be retained and bounds-checked with each access, and its elements would have to be cast. Each row
/// looks up the groups that it joins.
@usableFromInline
struct UntypedPlaces: ~Copyable {
  /// nil when the count is 0.
  @usableFromInline let start: UnsafeMutablePointer<Unmanaged<AnyObject>?>?
  private let count: Int

  /// Makes empty places.
  init(count: Int) {
    self.count = count
    guard count > 0 else {
      start = nil
      return
    }
    let start = UnsafeMutablePointer<Unmanaged<AnyObject>?>.allocate(capacity: count)
    start.initialize(repeating: nil, count: count)
    self.start = start
  }

  deinit {
    guard let start else { return }
    for index in 0..<count { start[index]?.release() }
    start.deallocate()
  }

  /// Whether the count is 0.
  @inlinable @inline(__always)
  var isEmpty: Bool { start == nil }

  /// The object at a place, which lives as long as this value.
  @inlinable @inline(__always)
  func object<Object: AnyObject>(at index: Int, _ type: Object.Type) -> UncountedReference<Object>? {
    guard let known = start?[index] else { return nil }
    return UncountedReference(Unmanaged<Object>.fromOpaque(known.toOpaque()))
  }

  /// Stores an object at an empty place.
  @inlinable
  func put<Object: AnyObject>(_ object: Object, at index: Int) {
    start?[index] = Unmanaged<AnyObject>.passRetained(object)
  }
}
