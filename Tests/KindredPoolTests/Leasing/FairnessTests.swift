import KindredCore
import Testing

@Suite("The pool leases fairly and loses nothing")
struct FairnessTests {
  @Test("Those who wait are served in the order in which they came", arguments: [LeaseUse.statement, .transaction])
  func fairness(_ use: LeaseUse) async throws {
    let pool = makePool(Factory(), 1)
    let token = try await pool.acquire(use)
    let order = Notes<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          let token = try await pool.acquire(use)
          order.add(number)
          pool.release(token, use)
        }
        #expect(await eventually { pool.counts.waiting == number + 1 })
      }
      pool.release(token, use)
      try await group.waitForAll()
    }
    #expect(order.all == Array(0..<50))
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("A thousand tasks never have more than five, and all are served")
  func bound() async throws {
    let factory = Factory()
    let pool = makePool(factory, 5)
    let most = Notes<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<1000 {
        let use: LeaseUse = number % 4 == 0 ? .transaction : .statement
        group.addTask {
          let token = try await pool.acquire(use)
          most.add(pool.counts.leased)
          await Task.yield()
          pool.release(token, use)
        }
      }
      try await group.waitForAll()
    }
    #expect(most.all.count == 1000)
    #expect(most.all.allSatisfy { (1...5).contains($0) })
    #expect(factory.made.count <= 5)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: factory.made.count))
  }

  @Test("Statements share the resource with the least under way; a transaction has one to itself")
  func sharing() async throws {
    let factory = Factory()
    let pool = makePool(factory, 3, isSharing: true, opener: factory.immediate)
    let first = try await pool.fake(.statement)
    let second = try await pool.fake(.statement)
    // The second statement made the pool open another one for those who come next.
    #expect(first === second)
    #expect(factory.made.count == 2)
    let third = try await pool.fake(.statement)
    #expect(third.number == 2)
    let transaction = try await pool.fake(.transaction)
    #expect(transaction.number == 3)
    #expect(try await pool.fake(.statement).number == 2, "the one with the least under way")
    pool.release(transaction, .transaction)
    #expect(try await pool.fake(.statement).number == 3)
  }

  @Test("A transaction never gets what a statement has, and what it waits for takes nothing new", arguments: 1...3)
  func draining(maximum: Int) async throws {
    let pool = makePool(Factory(), maximum, isSharing: true)
    var statements: [FakeResource] = []
    for _ in 0..<2 * maximum { statements.append(try await pool.fake(.statement)) }
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 })
    // The one with the least under way is kept for it: the first, as all have the same.
    for _ in 0..<maximum * 2 where maximum > 1 {
      let statement = try await pool.fake(.statement)
      #expect(statement.number != 1)
      pool.release(statement, .statement)
    }
    let later = maximum > 1 ? nil : Task { try await pool.fake(.statement) }
    if later != nil { #expect(await eventually { pool.counts.waiting == 2 }) }
    let mine = statements.filter { $0.number == 1 }
    for statement in mine {
      #expect(pool.counts.waiting > 0)
      pool.release(statement, .statement)
    }
    let transaction = try await waiting.value
    #expect(transaction.number == 1)
    #expect(pool.counts.waiting == (later == nil ? 0 : 1))
    pool.release(transaction, .transaction)
    #expect(try await later?.value.number ?? 1 == 1)
  }

  @Test("Who came before a transaction is served before it, and who came later is not")
  func orderOfKinds() async throws {
    let pool = makePool(Factory(), 1, isSharing: true)
    let first = try await pool.fake(.transaction)
    let order = Notes<Int>()
    var tasks: [Task<FakeResource, any Error>] = []
    for (number, use) in [LeaseUse.statement, .transaction, .statement, .statement].enumerated() {
      tasks.append(
        Task {
          let resource = try await pool.fake(use)
          order.add(number)
          return resource
        })
      #expect(await eventually { pool.counts.waiting == number + 1 })
    }
    pool.release(first, .transaction)
    pool.release(try await tasks[0].value, .statement)
    pool.release(try await tasks[1].value, .transaction)
    for task in tasks[2...] { pool.release(try await task.value, .statement) }
    #expect(order.all.prefix(2) == [0, 1])
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("What is reserved serves others when nobody waits for it any more")
  func reservationOfTheCancelled() async throws {
    let pool = makePool(Factory(), 1, isSharing: true)
    let statement = try await pool.fake(.statement)
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 })
    let later = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 2 })
    waiting.cancel()
    #expect(try await later.value === statement, "beside the other statement")
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test("A statement that takes for ever does not keep a transaction from the others' resources")
  func stuckReservation() async throws {
    let pool = makePool(Factory(), 3, isSharing: true)
    var statements: [FakeResource] = []
    for _ in 0..<6 { statements.append(try await pool.fake(.statement)) }
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 })
    // The first never ends. On the others there is always one under way.
    var lasts = statements.filter { $0.number != 1 }
    var rounds = 0
    while pool.counts.waiting > 0, rounds < 1000 {
      rounds += 1
      let next = try await pool.fake(.statement)
      let last = lasts.removeFirst()
      lasts.append(next)
      pool.release(last, .statement)
    }
    #expect(rounds < 1000)
    #expect(try await waiting.value.number != 1)
  }

  @Test("Look-ups keep each other company, but not behind what may take its time")
  func lookUps() async throws {
    let factory = Factory()
    let pool = makePool(factory, 3, isSharing: true, opener: factory.immediate)
    _ = try await pool.fake(.statement)
    // There is no other connection yet, so one is opened for the next tasks.
    #expect(try await pool.fake(.lookUp).number == 1)
    #expect(factory.made.count == 2)
    var numbers: [Int] = []
    for _ in 0..<32 { numbers.append(try await pool.fake(.lookUp).number) }
    #expect(numbers == Array(repeating: 2, count: 32))
    #expect(factory.made.count == 2)
    // More than 32 do not stand behind each other while another one is free or may be opened; a statement does not
    // stand behind look-ups.
    #expect(try await pool.fake(.lookUp).number == 1)
    #expect(factory.made.count == 3)
    #expect(try await pool.fake(.statement).number == 3)
    #expect(try await pool.fake(.lookUp).number == 3)
  }

  @Test("Look-ups are spread over some resources before they join others")
  func spreadLookUps() async throws {
    let factory = Factory()
    let pool = makePool(factory, 3, isSharing: true, spread: 2, opener: factory.immediate)
    let others = [try await pool.fake(.statement), try await pool.fake(.statement), try await pool.fake(.statement)]
    for other in others { pool.release(other, .statement) }
    #expect(factory.made.count == 2)
    var numbers: [Int] = []
    for _ in 0..<6 { numbers.append(try await pool.fake(.lookUp).number) }
    #expect(numbers == [1, 2, 1, 2, 1, 2])
    #expect(factory.made.count == 2)
  }

  @Test("Transactions and streams leave one resource to statements", arguments: [true, false])
  func reserve(isSharing: Bool) async throws {
    let factory = Factory()
    let pool = makePool(factory, 3, isSharing: isSharing)
    let long = [try await pool.fake(.transaction), try await pool.fake(.stream)]
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 })
    // The line for transactions does not hold up statements.
    for _ in 0..<10 { pool.release(try await pool.acquire(.statement), .statement) }
    #expect(pool.counts == (leased: 2, waiting: 1, existing: 3))
    pool.release(long[1], .stream)
    let third = try await waiting.value
    pool.release(third, .transaction)
    pool.release(long[0], .transaction)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 3))
  }

  @Test("What becomes available again goes to who waits")
  func availability() async throws {
    let factory = Factory()
    let pool = makePool(factory, 1, isSharing: true)
    let only = try await pool.fake(.statement)
    pool.release(only, .statement)
    only.setAvailable(false)
    let waiting = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 1 })
    only.setAvailable(true)
    pool.changed(only)
    #expect(try await waiting.value === only)
  }

  @Test("Who is cancelled leaves the line, and what comes back goes to the next one")
  func cancelledWaiter() async throws {
    let pool = makePool(Factory(), 1)
    let token = try await pool.fake(.statement)
    let first = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 1 })
    let second = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 2 })
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(pool.counts.waiting == 1)
    pool.release(token, .statement)
    #expect(try await second.value === token)
    pool.release(token, .statement)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Who is cancelled before waiting does not wait")
  func cancelledBefore() async throws {
    let pool = makePool(Factory(), 1)
    let token = try await pool.acquire(.statement)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await pool.fake(.statement)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    pool.release(token, .statement)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Cancelling while a resource is on its way loses none", arguments: 0..<20)
  func cancellationRace(_: Int) async throws {
    let pool = makePool(Factory(), 2)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let task = Task {
            guard let token = try? await pool.acquire(.statement) else { return }
            await Task.yield()
            pool.release(token, .statement)
          }
          if number % 3 == 0 { task.cancel() }
          await task.value
        }
      }
    }
    #expect(pool.counts.leased == 0)
    #expect(pool.counts.waiting == 0)
  }
}
