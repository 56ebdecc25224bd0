import Kindred
import Testing

@Suite("Transactions")
struct BlockTests {
  @Test("TX-2: all or nothing, also through nested blocks")
  func allOrNothing() async throws {
    try await withDatabase { _ async throws in
      try await transaction {
        try await Author.objects.create(name: "kept")
        await #expect(throws: Refused.self) {
          try await transaction {
            try await Author.objects.create(name: "undone")
            throw Refused()
          }
        }
        try await transaction { _ = try await Author.objects.create(name: "kept, too") }
      }
      await #expect(throws: Refused.self) {
        try await transaction {
          try await transaction { _ = try await Author.objects.create(name: "lost with the outer block") }
          throw Refused()
        }
      }
      #expect(try await Author.objects.order { $0.id.asc }.all().map(\.name) == ["kept", "kept, too"])
    }
  }

  @Test("TX-5, TR-11: an error that is caught inside aborts the block, on every backend")
  func poisoned() async throws {
    try await withDatabase { _ async throws in
      let end = await kindredError(.transaction) {
        try await transaction {
          try await Country.objects.create(Country(code: "SE", name: "Sweden"))
          await kindredError(.uniqueViolation) {
            try await Country.objects.create(Country(code: "SE", name: "again"))
          }
          let next = await kindredError(.transaction) { _ = try await Country.objects.count() }
          #expect((next?.underlying as? KindredError)?.code == .uniqueViolation)
          await kindredError(.transaction) { try await transaction { _ = try await Country.objects.count() } }
        }
      }
      #expect((end?.underlying as? KindredError)?.code == .uniqueViolation)
      #expect(try await Country.objects.count() == 0)
    }
  }

  @Test("TX-5: an error that is caught around a nested block leaves the outer one as it is")
  func caughtOutside() async throws {
    try await withDatabase { _ async throws in
      try await transaction {
        try await Country.objects.create(Country(code: "SE", name: "Sweden"))
        await kindredError(.uniqueViolation) {
          try await transaction {
            try await Country.objects.create(Country(code: "NO", name: "Norway"))
            try await Country.objects.create(Country(code: "SE", name: "again"))
          }
        }
        await kindredError(.transaction) {
          try await transaction {
            try await Country.objects.create(Country(code: "DK", name: "Denmark"))
            await kindredError(.uniqueViolation) {
              try await Country.objects.create(Country(code: "DK", name: "again"))
            }
          }
        }
        try await Country.objects.create(Country(code: "FI", name: "Finland"))
      }
      #expect(try await Country.objects.order { $0.code.asc }.all().map(\.code) == ["FI", "SE"])
    }
  }

  @Test("A value that is refused before it is sent aborts nothing")
  func neverSent() async throws {
    try await withDatabase { _ async throws in
      try await transaction {
        try await Author.objects.create(name: "Ann")
        await kindredError(.invalidValue) { try await Author.objects.create(name: "A\0nn") }
        try await Author.objects.create(name: "Bob")
      }
      #expect(try await Author.objects.count() == 2)
    }
  }

  @Test("TX-3: without a savepoint a nested failure aborts the outer block")
  func withoutSavepoint() async throws {
    try await withDatabase { _ async throws in
      try await transaction {
        try await transaction(savepoint: false) { _ = try await Author.objects.create(name: "Ann") }
      }
      await kindredError(.transaction) {
        try await transaction {
          _ = await #expect(throws: Refused.self) {
            try await transaction(savepoint: false) {
              try await Author.objects.create(name: "Bob")
              throw Refused()
            }
          }
        }
      }
      #expect(try await Author.objects.all().map(\.name) == ["Ann"])
      try await transaction {
        await kindredError(.transaction) { try await transaction(readOnly: true, savepoint: false) {} }
        await kindredError(.transaction) { try await transaction(savepoint: false, lockTimeout: .seconds(1)) {} }
      }
    }
  }

  @Test("TX-4: durable is only for the outermost block")
  func durable() async throws {
    try await withDatabase { _ async throws in
      try await transaction(durable: true) {
        try await Author.objects.create(name: "Ann")
        await kindredError(.transaction) {
          try await transaction(durable: true) { _ = try await Author.objects.create(name: "Bob") }
        }
      }
      #expect(try await Author.objects.all().map(\.name) == ["Ann"])
    }
  }

  @Test("A block that only reads refuses to write, also inside one that may")
  func readOnly() async throws {
    try await withDatabase { _ async throws in
      try await Author.objects.create(name: "Ann")
      let count = try await transaction(readOnly: true) { try await Author.objects.count() }
      #expect(count == 1)
      await kindredError(.readOnly) {
        try await transaction(readOnly: true) { _ = try await Author.objects.create(name: "Bob") }
      }
      try await transaction {
        try await Author.objects.create(name: "Cid")
        await kindredError(.readOnly) {
          try await transaction(readOnly: true) { _ = try await Author.objects.create(name: "Dan") }
        }
        let count = try await transaction(readOnly: true) { try await Author.objects.count() }
        #expect(count == 2)
        try await Author.objects.create(name: "Eve")
      }
      try await Author.objects.create(name: "Flo")
      #expect(try await Author.objects.order { $0.id.asc }.all().map(\.name) == ["Ann", "Cid", "Eve", "Flo"])
    }
  }

  @Test("TX-12: levels of isolation, and what cannot be asked for inside a block")
  func isolation() async throws {
    try await withDatabase { _ async throws in
      for level in IsolationLevel.allCases {
        try await transaction(isolation: level) { _ = try await Author.objects.create(name: "\(level)") }
      }
      #expect(try await Author.objects.count() == 3)
      let count = try await transaction(isolation: .serializable, readOnly: true, deferrable: true) {
        try await Author.objects.count()
      }
      #expect(count == 3)
      try await transaction(isolation: .repeatableRead) {
        try await transaction(isolation: .readCommitted) { _ = try await Author.objects.count() }
        await kindredError(.transaction) {
          try await transaction(isolation: .serializable) { _ = try await Author.objects.count() }
        }
      }
      await kindredError(.transaction) { try await transaction(deferrable: true) {} }
      await kindredError(.transaction) { try await transaction(lockTimeout: .zero) {} }
    }
  }

  @Test("Children of the task share its transaction, and nested ones take turns")
  func children() async throws {
    try await withDatabase { _ async throws in
      try await transaction {
        async let ann = Author.objects.create(name: "Ann")
        async let bob = Author.objects.create(name: "Bob")
        _ = try await (ann, bob)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<20 {
            group.addTask {
              try await transaction {
                try await Author.objects.create(name: "kept \(number)")
                if number.isMultiple(of: 2) { throw Refused() }
              }
            }
          }
          while let result = await group.nextResult() {
            if case .failure(let error) = result { #expect(error is Refused) }
          }
        }
      }
      #expect(try await Author.objects.count() == 12)
      #expect(try await Author.objects.filter { $0.name.startsWith("kept") }.count() == 10)
    }
  }

  @Test("A task that outlives the block gets an error of its own kind")
  func outlived() async throws {
    try await withDatabase { _ async throws in
      let (started, start) = AsyncStream.makeStream(of: Void.self)
      let late = try await transaction {
        Task {
          for await _ in started { break }
          try await Author.objects.create(name: "too late")
        }
      }
      start.yield()
      await kindredError(.transaction) { _ = try await late.value }
      #expect(try await Author.objects.count() == 0)
    }
  }
}
