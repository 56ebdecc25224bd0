/// A queue of rows that were read and not yet consumed. Elements are moved in and out, so none is copied or kept longer
/// than needed.
@usableFromInline
final class StreamBuffer<Element> {
  @exclusivity(unchecked) @usableFromInline var start: UnsafeMutablePointer<Element>?
  /// The range of the elements: the first one, and the place after the last one.
  @exclusivity(unchecked) @usableFromInline var first = 0
  @exclusivity(unchecked) @usableFromInline var end = 0

  @inlinable
  init() {}

  deinit {
    removeAll()
    start?.deallocate()
  }

  @usableFromInline
  func removeAll() {
    guard let start else { return }
    (start + first).deinitialize(count: end - first)
    first = 0
    end = 0
  }

  var isEmpty: Bool { first == end }

  /// Appends an element. The capacity is one chunk; it is reused once all elements are taken.
  @inlinable
  func append(_ element: consuming Element) {
    guard end < StreamReading.chunkSize else { return }
    let start = start ?? .allocate(capacity: StreamReading.chunkSize)
    self.start = start
    (start + end).initialize(to: element)
    end += 1
  }

  /// Removes and returns the first element.
  @inlinable
  func take() -> Element? {
    guard first < end, let start else { return nil }
    let element = (start + first).move()
    first += 1
    if first == end {
      first = 0
      end = 0
    }
    return element
  }
}
