import Testing

@testable import HandWritten
@testable import KindredCore

@Suite("Values in memory of their own")
struct StorageTests {
  @Test("Keys of siblings are kept in their order however many come, and go with their owner")
  func keys() {
    weak var kept: Witness?
    do {
      let keys = SiblingKeys()
      func numbers() -> [Int] {
        var numbers: [Int] = []
        keys.forEach(Witness.self) { numbers.append($0.number) }
        return numbers
      }
      #expect(numbers().isEmpty)
      for number in 0..<100 {
        let witness = Witness(number)
        kept = witness
        keys.append(witness)
      }
      #expect(numbers() == Array(0..<100))
      keys.makeRoom(for: 200, of: Witness.self)
      #expect(numbers() == Array(0..<100))
      #expect(kept != nil)
      keys.remove(Witness.self)
    }
    #expect(kept == nil)
  }

  @Test("A stream's buffer gives elements in their order, and drops those that nobody took")
  func buffer() {
    weak var taken: Witness?
    weak var left: Witness?
    do {
      let buffer = StreamBuffer<Witness>()
      #expect(buffer.take() == nil)
      for round in 0..<3 {
        for number in 0..<3 { buffer.append(Witness(round * 3 + number)) }
        #expect((0..<3).map { _ in buffer.take()?.number } == [round * 3, round * 3 + 1, round * 3 + 2])
        #expect(buffer.take() == nil)
      }
      let (first, second) = (Witness(1), Witness(2))
      (taken, left) = (first, second)
      buffer.append(first)
      buffer.append(second)
      #expect(buffer.take() === first)
    }
    #expect(taken == nil && left == nil)
  }

  @Test("A buffer has room for a chunk, and nothing is put behind it")
  func fullBuffer() {
    let buffer = StreamBuffer<Int>()
    for number in 0..<(StreamReading.chunkSize + 1) { buffer.append(number) }
    var numbers: [Int] = []
    while let number = buffer.take() { numbers.append(number) }
    #expect(numbers == Array(0..<StreamReading.chunkSize))
  }

  @Test("Objects come out of their storage in their order, once")
  func models() {
    let storage = ModelStorage((0..<5).map { Blog(name: "\($0)") })
    #expect(storage.count == 5)
    #expect(storage.take().map(\.name) == ["0", "1", "2", "3", "4"])
    #expect(storage.take().isEmpty)
    #expect(ModelStorage(Blog(name: "one")).take().map(\.name) == ["one"])
    #expect(ModelStorage<Blog>([]).take().isEmpty)
  }

  @Test("A fixed value is there until its owner goes")
  func fixed() {
    weak var kept: Witness?
    do {
      let value = FixedValue([Witness(1), Witness(2)])
      kept = value.inPlace { $0.pointee.last }
      let numbers = value.inPlace { $0.pointee.map(\.number) }
      #expect(numbers == [1, 2])
      #expect(kept != nil)
    }
    #expect(kept == nil)
  }

  @Test("Walks in place see each element once, in order, and pairs only where there are as many")
  func walks() {
    let numbers = [3, 1, 2]
    var seen: [Int] = []
    numbers.eachInPlace { seen.append($0.pointee) }
    #expect(seen == numbers)
    #expect(numbers.firstInPlace { $0.pointee < 3 ? $0.pointee * 10 : nil } == 10)
    #expect(numbers.firstInPlace { $0.pointee > 3 ? 1 : nil } == nil)
    #expect(numbers.pairsInPlace([4, 2, 3]) { $0.pointee + 1 == $1.pointee })
    #expect(!numbers.pairsInPlace([4, 2, 4]) { $0.pointee + 1 == $1.pointee })
    #expect(!numbers.pairsInPlace([3, 1]) { $0.pointee == $1.pointee })
    #expect([Int]().pairsInPlace([]) { _, _ in false })
  }
}
