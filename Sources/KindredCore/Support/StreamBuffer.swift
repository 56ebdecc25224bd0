/// Rows that were read and not yet taken. They are moved in and out, so that none is copied and none outlives its turn.
@usableFromInline
final class StreamBuffer<Element> {
  @exclusivity(unchecked) @usableFromInline var start: UnsafeMutablePointer<Element>?
  /// The first element that is there, and the first place behind those that are.
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

  /// Puts an element behind the others. There is no place for more than a chunk until all are taken.
  @inlinable
  func append(_ element: consuming Element) {
    guard end < StreamReading.chunkSize else { return }
    let start = start ?? .allocate(capacity: StreamReading.chunkSize)
    self.start = start
    (start + end).initialize(to: element)
    end += 1
  }

  /// Takes the first element out.
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
