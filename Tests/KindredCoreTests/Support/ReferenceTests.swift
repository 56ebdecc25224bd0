import Dispatch
import Synchronization
import Testing

@testable import KindredCore

/// An object of which it is seen whether it is still there.
final class Witness: Sendable {
  let number: Int

  init(_ number: Int) { self.number = number }
}

@Suite("References that are not counted, or set once")
struct ReferenceTests {
  @Test("An uncounted reference is its object's, and does not keep it")
  func uncounted() {
    weak var kept: Witness?
    do {
      let (one, other) = (Witness(1), Witness(2))
      kept = one
      let reference = UncountedReference(one)
      #expect(reference == UncountedReference(one) && reference != UncountedReference(other))
      #expect(reference.hashValue == UncountedReference(one).hashValue)
      #expect(reference.identity == UncountedReference(one).identity)
      #expect(reference.with { $0.number } == 1)
      #expect(reference.object === one)
      withExtendedLifetime((one, other)) {}
    }
    #expect(kept == nil)
  }

  @Test("What is kept for good stays")
  func kept() {
    weak var kept: Witness?
    do {
      let witness = Witness(1)
      kept = witness
      #expect(UncountedReference.keeping(witness).object === witness)
    }
    #expect(kept?.number == 1)
  }

  @Test("The first of many tasks sets a shared reference, and the others get what it set")
  func shared() {
    weak var kept: Witness?
    do {
      let reference = Slot()
      #expect(reference.shared.load() == nil)
      let numbers = Mutex<Set<Int>>([])
      DispatchQueue.concurrentPerform(iterations: 16) { number in
        let present = reference.shared.storeIfNil(Witness(number))
        numbers.withLock { _ = $0.insert(present.number) }
      }
      #expect(numbers.withLock { $0.count } == 1)
      kept = reference.shared.load()
      #expect(reference.shared.loadUncounted()?.object === kept)
    }
    #expect(kept == nil)
  }

  @Test("An untyped reference keeps the first object, and gives it as what it is")
  func untyped() {
    weak var kept: Witness?
    do {
      let slot = UntypedSlot()
      #expect(slot.untyped.load(Witness.self) == nil)
      let first = slot.untyped.storeIfNil(Witness(1))
      #expect(slot.untyped.storeIfNil(Witness(2)) === first)
      #expect(slot.untyped.load(Witness.self)?.number == 1)
      kept = first
    }
    #expect(kept == nil)
  }

  @Test("Places keep what was put there, until they go")
  func places() {
    weak var kept: Witness?
    do {
      let places = UntypedPlaces(count: 3)
      func number(at index: Int) -> Int? { places.object(at: index, Witness.self)?.object.number }
      let isEmpty = places.isEmpty
      #expect(!isEmpty)
      let witness = Witness(7)
      kept = witness
      places.put(witness, at: 1)
      #expect([0, 1, 2].map(number) == [nil, 7, nil])
    }
    #expect(kept == nil)
    let none = UntypedPlaces(count: 0)
    let isEmpty = none.isEmpty
    #expect(isEmpty)
    let found = none.object(at: 0, Witness.self)
    #expect(found == nil)
  }

  private final class Slot: Sendable {
    let shared = SharedReference<Witness>()
  }

  private final class UntypedSlot {
    let untyped = UntypedReference()
  }
}
