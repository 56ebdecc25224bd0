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

    func end() -> Bool { value.end() }
    func undo(_ depth: Int) -> String? { value.undoSavepoint(depth) }
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

  @Test("After a BEGIN that failed, nothing is sent")
  func fails() {
    let preamble = Held()
    preamble.value.begin(["BEGIN"])
    _ = preamble.take()
    preamble.value.settle(isOpen: false)
    #expect(preamble.value.hasFailed)
    #expect(preamble.take() == nil)
    #expect(!preamble.end())
    #expect(preamble.take() == nil)
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

  @Test("Savepoints leave with the next statement, and no name is used twice")
  func savepoints() {
    let preamble = Held()
    preamble.value.begin(["BEGIN"])
    preamble.value.beginSavepoint(1)
    #expect(preamble.take() == ["BEGIN", "SAVEPOINT kindred_1"])
    preamble.value.settle(isOpen: true)
    preamble.value.releaseSavepoint(1)
    preamble.value.beginSavepoint(1)
    #expect(preamble.take() == ["RELEASE SAVEPOINT kindred_1", "SAVEPOINT kindred_2"])
    preamble.value.releaseSavepoint(1)
    // One in which nothing happened.
    preamble.value.beginSavepoint(1)
    preamble.value.releaseSavepoint(1)
    #expect(preamble.take() == ["RELEASE SAVEPOINT kindred_2"])
    #expect(preamble.take() == [])
  }

  @Test("Undoing a savepoint forgets what came after it, and nothing else")
  func undoes() {
    let preamble = Held()
    preamble.value.beginSavepoint(1)
    preamble.value.beginSavepoint(2)
    preamble.value.releaseSavepoint(2)
    #expect(preamble.undo(1) == nil)
    #expect(preamble.take() == [])

    preamble.value.beginSavepoint(1)
    #expect(preamble.take() == ["SAVEPOINT kindred_3"])
    preamble.value.beginSavepoint(2)
    #expect(preamble.take() == ["SAVEPOINT kindred_4"])
    preamble.value.releaseSavepoint(2)
    preamble.value.beginSavepoint(2)
    #expect(preamble.undo(2) == nil)
    #expect(preamble.take() == ["RELEASE SAVEPOINT kindred_4"])
    preamble.value.beginSavepoint(2)
    #expect(preamble.undo(1) == "kindred_3")
    #expect(preamble.take() == [])
  }

  @Test("A savepoint that failed to begin does not hide the one around it")
  func failedInside() {
    let preamble = Held()
    preamble.value.beginSavepoint(1)
    _ = preamble.take()
    preamble.value.beginSavepoint(2)
    _ = preamble.take()
    #expect(preamble.undo(1) == "kindred_1")
  }
}
