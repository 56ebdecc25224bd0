import Kindred
import Synchronization
import Testing

@Suite("What waits for the commit")
struct CommitHookTests {
  final class Notes: Sendable {
    private let texts = Mutex<[String]>([])

    func add(_ text: String) { texts.withLock { $0.append(text) } }
    var all: [String] { texts.withLock { $0 } }
  }

  @Test("TX-7: behind the outermost commit, in order, lost with its block, at once outside")
  func order() async throws {
    try await withDatabase { _ async throws in
      let notes = Notes()
      try await transaction {
        try await onCommit { notes.add("first, with \(try await Author.objects.count())") }
        try await transaction { try await onCommit { notes.add("second") } }
        await #expect(throws: Refused.self) {
          try await transaction {
            try await onCommit { notes.add("lost") }
            throw Refused()
          }
        }
        try await transaction {
          try await transaction { try await onCommit { notes.add("third") } }
        }
        try await Author.objects.create(name: "Ann")
        try await onCommit { notes.add("fourth") }
        #expect(notes.all.isEmpty)
      }
      #expect(notes.all == ["first, with 1", "second", "third", "fourth"])
      await #expect(throws: Refused.self) {
        try await transaction {
          try await onCommit { notes.add("lost, too") }
          throw Refused()
        }
      }
      try await onCommit { notes.add("at once") }
      #expect(notes.all.last == "at once")
      #expect(notes.all.count == 5)
    }
  }

  @Test("TX-7: what fails behind the commit does not undo it and stops the rest, unless it is robust")
  func failures() async throws {
    try await withDatabase { _ async throws in
      let notes = Notes()
      let error = await kindredError(.commitHook) {
        try await transaction {
          try await Author.objects.create(name: "Ann")
          try await onCommit(robust: true) { throw Refused() }
          try await onCommit { notes.add("ran") }
          try await onCommit { throw Refused() }
          try await onCommit { notes.add("did not run") }
        }
      }
      #expect(error?.underlying is Refused)
      #expect(notes.all == ["ran"])
      #expect(try await Author.objects.count() == 1)
      await #expect(throws: Refused.self) { try await onCommit { throw Refused() } }
      try await onCommit(robust: true) { throw Refused() }
    }
  }

  @Test("A transaction begun behind the commit is a new one")
  func newTransaction() async throws {
    try await withDatabase { _ async throws in
      let notes = Notes()
      try await transaction {
        try await onCommit {
          try await transaction(durable: true) {
            try await Author.objects.create(name: "Ann")
            try await onCommit { notes.add("inner") }
          }
          notes.add("outer")
        }
      }
      #expect(notes.all == ["inner", "outer"])
      #expect(try await Author.objects.count() == 1)
    }
  }
}
