import Testing

@testable import KindredPostgres

@Suite("What the server has still to be told of a transaction")
struct PreambleTests {
  /// A preamble that expectations can change.
  private final class Held {
    var value = Preamble()

    /// What the next request sends first; nil if it is not sent.
    func take() -> [String]? {
      switch value.take() {
      case .nothing: []
      case .send(let statements, _): statements
      case .wait, .refuse: nil
      }
    }

    func beginAgain() -> Bool { value.beginAgain() }
    func end() -> Bool { value.end() }
    func rollBack(to depth: Int) -> Bool { value.rollBack(to: depth) }
  }

  @Test("BEGIN leaves once, with the first statement; nobody else sends before it is confirmed")
  func begins() {
    let preamble = Held()
    #expect(preamble.take() == [])
    preamble.value.begin(["BEGIN", "SET LOCAL lock_timeout TO 5"])
    #expect(preamble.take() == ["BEGIN", "SET LOCAL lock_timeout TO 5"])
    #expect(preamble.take() == nil)
    #expect(preamble.value.isAwaited)
    preamble.value.settle(isOpen: true)
    #expect(preamble.take() == [])
  }

  @Test("A BEGIN that failed is tried again behind a ROLLBACK, and nothing runs meanwhile")
  func fails() {
    let preamble = Held()
    preamble.value.begin(["BEGIN"])
    _ = preamble.take()
    preamble.value.settle(isOpen: false)
    #expect(preamble.take() == nil)
    #expect(preamble.value.isDoubtful)
    #expect(preamble.beginAgain())
    #expect(!preamble.beginAgain())
    #expect(preamble.take() == ["ROLLBACK", "BEGIN"])
    preamble.value.settle(isOpen: false)
    #expect(preamble.beginAgain())
    #expect(preamble.take() == ["ROLLBACK", "BEGIN"])
  }

  @Test("A transaction without statements is never sent")
  func nothing() {
    let preamble = Held()
    preamble.value.begin(["BEGIN"])
    preamble.value.beginSavepoint(1)
    #expect(preamble.end())
    #expect(preamble.take() == [])
    #expect(!preamble.end())
  }

  @Test("Savepoints leave with the next statement")
  func savepoints() {
    let preamble = Held()
    preamble.value.begin(["BEGIN"])
    preamble.value.beginSavepoint(1)
    #expect(preamble.take() == ["BEGIN", "SAVEPOINT kindred_1"])
    preamble.value.settle(isOpen: true)
    preamble.value.releaseSavepoint(1)
    preamble.value.beginSavepoint(1)
    #expect(preamble.take() == ["RELEASE SAVEPOINT kindred_1", "SAVEPOINT kindred_1"])
    preamble.value.releaseSavepoint(1)
    // One in which nothing happened.
    preamble.value.beginSavepoint(1)
    preamble.value.releaseSavepoint(1)
    #expect(preamble.take() == ["RELEASE SAVEPOINT kindred_1"])
    #expect(preamble.take() == [])
  }

  @Test("Rolling back to a savepoint forgets what came after it, and nothing else")
  func rollsBack() {
    let preamble = Held()
    preamble.value.beginSavepoint(1)
    preamble.value.beginSavepoint(2)
    preamble.value.releaseSavepoint(2)
    #expect(!preamble.rollBack(to: 1))
    #expect(preamble.take() == [])

    preamble.value.beginSavepoint(1)
    _ = preamble.take()
    preamble.value.beginSavepoint(2)
    _ = preamble.take()
    preamble.value.releaseSavepoint(2)
    preamble.value.beginSavepoint(2)
    #expect(!preamble.rollBack(to: 2))
    #expect(preamble.take() == ["RELEASE SAVEPOINT kindred_2"])
    preamble.value.beginSavepoint(2)
    #expect(preamble.rollBack(to: 1))
    #expect(preamble.take() == [])
  }
}
