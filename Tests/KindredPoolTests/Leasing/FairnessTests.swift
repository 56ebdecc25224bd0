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
    let other = try await pool.fake(.transaction)
    #expect(other.number == 2, "the one with the least under way")
    #expect(try await pool.fake(.statement).number == 1)
    pool.release(transaction, .transaction)
    #expect(try await pool.fake(.statement).number == 3)
  }

  @Test("Look-ups keep each other company, but not behind what may take its time")
  func lookUps() async throws {
    let factory = Factory()
    let pool = makePool(factory, 3, isSharing: true, opener: factory.immediate)
    _ = try await pool.fake(.statement)
    // There is no other one yet, so that one is opened for those who come next.
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
