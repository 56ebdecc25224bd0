/// A number of places, each for one object, whose type is said with each use: each place is used with one type.
///
/// An array is counted and checked with each look, and its elements would have to be cast: each row looks for the groups
/// that it joins.
@usableFromInline
struct UntypedPlaces: ~Copyable {
  /// nil where there is no place.
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

  /// Whether there is no place.
  @inlinable @inline(__always)
  var isEmpty: Bool { start == nil }

  /// The object at a place, which lives as long as the places.
  @inlinable @inline(__always)
  func object<Object: AnyObject>(at index: Int, _ type: Object.Type) -> UncountedReference<Object>? {
    guard let known = start?[index] else { return nil }
    return UncountedReference(Unmanaged<Object>.fromOpaque(known.toOpaque()))
  }

  /// Keeps an object at a place that is empty.
  @inlinable
  func put<Object: AnyObject>(_ object: Object, at index: Int) {
    start?[index] = Unmanaged<AnyObject>.passRetained(object)
  }
}
