import KindredCore
import Testing

@Suite("The pool leases fairly and loses nothing")
struct LeasePoolTests {
  @Test("Those who wait are served in the order in which they came")
  func fairness() async throws {
    let pool = TokenMaker().pool(limit: 1)
    let token = try await pool.acquire()
    let order = Notes<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          let token = try await pool.acquire()
          order.add(number)
          pool.release(token)
        }
        #expect(await eventually { pool.counts.waiting == number + 1 })
      }
      pool.release(token)
      try await group.waitForAll()
    }
    #expect(order.all == Array(0..<50))
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("A thousand tasks never have more than the limit")
  func bound() async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 5)
    let most = Notes<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<1000 {
        group.addTask {
          let token = try await pool.acquire()
          most.add(pool.counts.leased)
          await Task.yield()
          pool.release(token)
        }
      }
      try await group.waitForAll()
    }
    #expect(most.all.count == 1000)
    #expect(most.all.allSatisfy { (1...5).contains($0) })
    #expect(maker.made <= 5)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: maker.made))
  }

  @Test("A thousand waits end with the counts that they began with")
  func cycles() async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 1)
    for _ in 0..<1000 {
      let token = try await pool.acquire()
      async let other = pool.acquire()
      #expect(await eventually { pool.counts.waiting == 1 })
      pool.release(token)
      pool.release(try await other)
    }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
    #expect(maker.made == 1)
  }

  @Test("Waiting too long is an error that says how things stand")
  func timeout() async throws {
    let pool = TokenMaker().pool(limit: 1, timeout: .milliseconds(20))
    let token = try await pool.acquire()
    let error = await kindredError { _ = try await pool.acquire() }
    #expect(error?.code == .leaseTimeout)
    #expect(
      error?.message
        == "No token became free within 0.02 seconds: 1 of 1 are in use and 0 other tasks wait. "
        + "Look for a stream or a transaction that is kept open, or raise the limit.")
    pool.release(token)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Who is cancelled leaves the line, and what comes back goes to the next one")
  func cancelledWaiter() async throws {
    let pool = TokenMaker().pool(limit: 1)
    let token = try await pool.acquire()
    let first = Task { try await pool.acquire() }
    #expect(await eventually { pool.counts.waiting == 1 })
    let second = Task { try await pool.acquire() }
    #expect(await eventually { pool.counts.waiting == 2 })
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(pool.counts.waiting == 1)
    pool.release(token)
    #expect(try await second.value === token)
    pool.release(token)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Who is cancelled before waiting does not wait")
  func cancelledBefore() async throws {
    let pool = TokenMaker().pool(limit: 1)
    let token = try await pool.acquire()
    let gate = Gate()
    let task = Task {
      await gate.wait()
      return try await pool.acquire()
    }
    task.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await task.value }
    pool.release(token)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Cancelling while a resource is on its way loses none", arguments: 0..<20)
  func cancellationRace(_: Int) async throws {
    let pool = TokenMaker().pool(limit: 2)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let task = Task {
            guard let token = try? await pool.acquire() else { return }
            await Task.yield()
            pool.release(token)
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
