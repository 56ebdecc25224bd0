import KindredCore
import Testing

@Suite("Opening is bounded, and its failures are told")
struct OpeningTests {
  @Test("The one who asked gets the error, and the place is free again")
  func fails() async throws {
    let factory = Factory()
    let pool = makePool(factory, 1)
    factory.failNext(1)
    await #expect(throws: Refusal.self) { try await pool.acquire(.statement) }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
    pool.release(try await pool.acquire(.statement), .statement)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("When replacing fails for many who wait, each gets the error and nobody is forgotten")
  func failsForMany() async throws {
    let factory = Factory()
    let pool = makePool(factory, 1)
    let token = try await pool.acquire(.statement)
    let waiting = (0..<2000).map { _ in Task { try await pool.fake(.statement) } }
    #expect(await eventually { pool.counts.waiting == 2000 })
    factory.failNext(1999)
    pool.release(token, .statement, isReusable: false)
    var failures = 0
    for task in waiting {
      switch await task.result {
      case .success(let token): pool.release(token, .statement)
      case .failure(let error):
        #expect(error is Refusal)
        failures += 1
      }
    }
    #expect(failures == 1999)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("After a failure nothing is opened for a while that doubles; the others are served when it works again")
  func backoff() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = makePool(factory, 4, isSharing: true, clock: clock.clock, opener: factory.deferred) {
      $0.backoff = .seconds(1)
      $0.maximumOpening = 1
    }
    factory.failNext(2)
    let tasks = (0..<3).map { _ in Task { try await pool.fake(.statement) } }
    #expect(await eventually { pool.counts.waiting == 3 })
    #expect(factory.pending == 1)
    factory.finishOne()
    #expect(await eventually { pool.counts.waiting == 2 })
    #expect(factory.pending == 0)
    clock.advance(by: .milliseconds(999))
    #expect(factory.pending == 0)
    clock.advance(by: .milliseconds(1))
    #expect(await eventually { factory.pending == 1 })
    factory.finishOne()
    #expect(await eventually { pool.counts.waiting == 1 })
    clock.advance(by: .milliseconds(1999))
    #expect(factory.pending == 0)
    clock.advance(by: .milliseconds(1))
    #expect(await eventually { factory.pending == 1 })
    factory.finishOne()
    var failures = 0
    for task in tasks {
      switch await task.result {
      case .success(let resource): pool.release(resource, .statement)
      case .failure: failures += 1
      }
    }
    #expect(failures == 2)
    #expect(factory.attempts == 3)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Who can have a resource that exists is not told that another one could not be opened")
  func failureWithOthers() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = makePool(factory, 3, isSharing: true, clock: clock.clock, opener: factory.immediate) {
      $0.backoff = .seconds(1)
    }
    let first = try await pool.fake(.statement)
    factory.failNext(1)
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 && factory.attempts == 2 })
    pool.release(first, .statement)
    let transaction = try await waiting.value
    #expect(transaction === first)
    pool.release(transaction, .transaction)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("No more than a few are opened at the same time")
  func storm() async throws {
    let factory = Factory()
    let pool = makePool(factory, 20, opener: factory.deferred) { $0.maximumOpening = 3 }
    let tasks = (0..<20).map { _ in Task { try await pool.fake(.statement) } }
    #expect(await eventually { pool.counts.waiting == 20 })
    for done in 0..<20 {
      #expect(factory.pending == min(3, 20 - done))
      factory.finishOne()
    }
    for task in tasks { pool.release(try await task.value, .statement) }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 20))
  }

  @Test("The minimum is opened with the first one, and again when one goes")
  func minimum() async throws {
    let factory = Factory()
    let pool = makePool(factory, 5) { $0.minimum = 2 }
    let token = try await pool.acquire(.statement)
    #expect(pool.counts == (leased: 1, waiting: 0, existing: 2))
    pool.release(token, .statement, isReusable: false)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 2))
    #expect(factory.made.map(\.closings) == [1, 0, 0])
  }
}
