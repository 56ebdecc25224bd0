import Foundation
import KindredCore
import KindredSQLite
import Synchronization
import Testing

/// Statements that need no suspension could keep a processor for as long as a task runs them.
@Suite("Tasks that read without end", .timeLimit(.minutes(3)))
struct ReadingFairnessTests {
  /// A way to read, once.
  enum Reading: CaseIterable {
    case byKey, all, count, stream, snapshot, insideSnapshot, inMemory, writingInMemory
  }

  @Test("Others get on between them", arguments: Reading.allCases)
  func others(_ reading: Reading) async throws {
    if reading == .inMemory || reading == .writingInMemory {
      try await Scratch.inMemory([Shelf.self, Book.self]) { try await check(reading, $0) }
    } else {
      try await Scratch.run([Shelf.self, Book.self]) { try await check(reading, $0.database) }
    }
  }

  private func check(_ reading: Reading, _ database: Database) async throws {
    try await addShelf("a")
    let id = try await Shelf.objects.get().id
    let readers = ProcessInfo.processInfo.activeProcessorCount * 4
    let counts = Counts()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<readers {
        group.addTask {
          let failure = await kindredError {
            if reading == .insideSnapshot {
              try await transaction(readOnly: true) { try await reading.goOn(id, counts) }
            } else {
              try await reading.goOn(id, counts)
            }
          }
          #expect(failure == nil)
        }
      }
      group.addTask {
        for _ in 0..<4 { await Task.yield() }
        counts.isOver.store(true, ordering: .relaxed)
      }
    }
    // Nobody came to the end of what it may do at most.
    #expect(counts.finished.load(ordering: .relaxed) == 0)
  }

  @Test("Whoever lets others run holds no connection meanwhile")
  func holding() async throws {
    // More connections than threads: nobody ever has to wait for one that another keeps.
    let configuration = SQLiteConfiguration(maximumReaders: ProcessInfo.processInfo.activeProcessorCount + 1)
    try await Scratch.run([Shelf.self, Book.self], configuration: configuration) { scratch in
      try await addShelf("a")
      let id = try await Shelf.objects.get().id
      let database = scratch.database
      let counts = Counts()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<configuration.maximumReaders * 4 {
          group.addTask {
            for _ in 0..<500 {
              _ = try await Shelf.objects.get(id: id)
              counts.waited.wrappingAdd(database.counts(for: .read).waiting, ordering: .relaxed)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(counts.waited.load(ordering: .relaxed) == 0)
    }
  }

  final class Counts: Sendable {
    let isOver = Atomic<Bool>(false)
    let finished = Atomic<Int>(0)
    let waited = Atomic<Int>(0)
  }
}

extension ReadingFairnessTests.Reading {
  /// Reads until it is over, or very often.
  fileprivate func goOn(_ id: Key<Shelf>, _ counts: ReadingFairnessTests.Counts) async throws {
    for _ in 0..<20_000 {
      if counts.isOver.load(ordering: .relaxed) { return }
      try await once(id)
    }
    counts.finished.wrappingAdd(1, ordering: .relaxed)
  }

  private func once(_ id: Key<Shelf>) async throws {
    switch self {
    case .byKey, .insideSnapshot, .inMemory: _ = try await Shelf.objects.get(id: id)
    case .all: _ = try await Shelf.objects.all()
    case .count: _ = try await Shelf.objects.count()
    case .stream: for try await _ in Shelf.objects.rows {}
    case .snapshot: try await transaction(readOnly: true) {}
    case .writingInMemory: try await Shelf.objects.filter { $0.id == id }.update { $0.room.set($0.room + 1) }
    }
  }
}
