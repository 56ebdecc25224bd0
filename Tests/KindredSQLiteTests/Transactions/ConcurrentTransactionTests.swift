import KindredCore
import KindredSQLite
import Testing

@Suite("Transactions and tasks")
struct ConcurrentTransactionTests {
  @Test("Child tasks are in the transaction")
  func children() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      await #expect(throws: Undo.self) {
        try await scratch.database.transaction {
          async let one: Void = addShelf("a")
          async let two: Void = addShelf("b")
          _ = try await (one, two)
          try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 { group.addTask { try await addShelf("child \(number)") } }
            try await group.waitForAll()
          }
          #expect(try await Shelf.objects.count() == 52)
          throw Undo()
        }
      }
      let found = try scratch.labels
      #expect(found.isEmpty)
    }
  }

  @Test("Nested transactions of several child tasks do not get into each other's way")
  func nestedInChildren() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      let database = scratch.database
      try await database.transaction {
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<100 {
            group.addTask {
              _ = try? await database.transaction {
                try await addShelf("first \(number)")
                await Task.yield()
                try await database.transaction { try await addShelf("second \(number)") }
                if number % 2 == 1 { throw Undo() }
              }
            }
          }
        }
      }
      let kept = stride(from: 0, to: 100, by: 2).flatMap { ["first \($0)", "second \($0)"] }
      #expect(Set(try scratch.labels) == Set(kept))
    }
  }

  @Test("A thousand transactions that add one make a thousand")
  func counter() async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: .init(leaseTimeout: .seconds(300))) { scratch in
      try await Shelf.objects.create(Shelf(label: "counter", room: 1))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<1000 {
          group.addTask {
            try await scratch.database.transaction {
              var shelf = try await Shelf.objects.get { $0.label == "counter" }
              await Task.yield()
              shelf.room += 1
              try await shelf.save()
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try scratch.raw.cell("SELECT room FROM shelf") == "1001")
    }
  }

  @Test("A task that outlives its transaction gets an error, or a connection of its own when it is detached")
  func outliving() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      let gate = Gate()
      let (inherited, detached) = try await scratch.database.transaction {
        (
          Task {
            await gate.wait()
            return await kindredError { try await addShelf("inherited") }
          },
          Task.detached {
            await gate.wait()
            try await scratch.database.use { try await addShelf("detached") }
          }
        )
      }
      gate.open()
      #expect(await inherited.value?.code == .transaction)
      try await detached.value
      #expect(try scratch.labels == ["detached"])
    }
  }

  @Test("A statement of a task that outlives its transaction is never part of another one", arguments: 0..<10)
  func stragglers(_: Int) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      let tasks = Notes<Task<Void, Never>>()
      for round in 0..<20 {
        await #expect(throws: Undo.self) {
          try await scratch.database.transaction {
            try await addShelf("kept \(round)")
            tasks.add(Task { for number in 0..<5 { _ = try? await addShelf("straggler \(round) \(number)") } })
            await Task.yield()
            throw Undo()
          }
        }
        try await scratch.database.transaction { try await addShelf("next \(round)") }
      }
      for task in tasks.all { await task.value }
      #expect(Set(try scratch.labels) == Set((0..<20).map { "next \($0)" }))
    }
  }
}
