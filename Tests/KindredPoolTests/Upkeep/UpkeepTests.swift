import KindredCore
import Testing

@Suite("The pool lets go what is old, idle or broken")
struct UpkeepTests {
  /// Leases a number of resources at once and gives them back.
  private func fill(_ pool: ResourcePool, _ count: Int) async throws {
    var leases: [FakeResource] = []
    for _ in 0..<count { leases.append(try await pool.fake(.statement)) }
    for lease in leases { pool.release(lease, .statement) }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: count))
  }

  @Test("A discarded resource is replaced for the one who waits")
  func discard() async throws {
    let factory = Factory()
    let pool = makePool(factory, 1)
    let token = try await pool.fake(.transaction)
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 })
    pool.release(token, .transaction, isReusable: false)
    #expect(try await waiting.value.number == 2)
    #expect(token.closings == 1)
    #expect(pool.counts == (leased: 1, waiting: 0, existing: 1))
  }

  @Test("When one breaks, all that were opened before go: idle ones at once, those in use when they come back")
  func generation() async throws {
    let factory = Factory()
    let pool = makePool(factory, 4, isSharing: true, opener: factory.immediate)
    let leases = [
      try await pool.fake(.transaction), try await pool.fake(.transaction), try await pool.fake(.transaction),
    ]
    pool.release(leases[2], .transaction)
    leases[0].breakDown()
    pool.changed(leases[0])
    #expect(leases.map(\.closings) == [0, 0, 1])
    #expect(pool.counts == (leased: 2, waiting: 0, existing: 2))
    let new = try await pool.fake(.statement)
    #expect(new.number == 4)
    pool.release(leases[1], .transaction)
    pool.release(leases[0], .transaction, isReusable: false)
    #expect(leases.map(\.closings) == [1, 1, 1])
    // One of the old ones that is found broken later does not take the new one with it.
    pool.release(new, .statement)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
    #expect(new.closings == 0)
  }

  @Test("A resource of the old generation that breaks later leaves the new ones alone")
  func oldBreaksLater() async throws {
    let factory = Factory()
    let pool = makePool(factory, 4)
    let first = try await pool.fake(.transaction)
    let second = try await pool.fake(.transaction)
    first.breakDown()
    pool.release(first, .transaction)
    let third = try await pool.fake(.statement)
    pool.release(third, .statement)
    second.breakDown()
    pool.changed(second)
    pool.release(second, .transaction)
    #expect([first, second, third].map(\.closings) == [1, 1, 0])
    #expect(try await pool.fake(.statement) === third)
  }

  @Test("Each is replaced before its lifetime is over, and not all at once")
  func lifetime() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = makePool(factory, 20, clock: clock.clock) { $0.maximumLifetime = .seconds(1000) }
    try await fill(pool, 20)
    clock.advance(by: .milliseconds(899_999))
    pool.keepUp()
    #expect(pool.counts.existing == 20)
    var sizes: Set<Int> = []
    for _ in 0..<20 {
      clock.advance(by: .seconds(5))
      pool.keepUp()
      sizes.insert(pool.counts.existing)
    }
    clock.advance(by: .milliseconds(1))
    pool.keepUp()
    #expect(pool.counts.existing == 0)
    #expect(factory.made.allSatisfy { $0.closings == 1 })
    #expect(sizes.count > 2, "twenty moments by chance in 100 seconds are not all in the same five")
  }

  @Test("One that is in use when its lifetime ends is closed when it comes back, and nobody else gets it")
  func lifetimeInUse() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = makePool(factory, 2, isSharing: true, clock: clock.clock) { $0.maximumLifetime = .seconds(10) }
    let lease = try await pool.fake(.statement)
    clock.advance(by: .seconds(10))
    pool.keepUp()
    #expect(lease.closings == 0)
    let other = try await pool.fake(.statement)
    #expect(other.number == 2)
    pool.release(lease, .statement)
    #expect(lease.closings == 1)
    #expect(pool.counts == (leased: 1, waiting: 0, existing: 1))
  }

  @Test("Idle ones above the minimum are closed, the least used first; the minimum stays")
  func idle() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = makePool(factory, 5, clock: clock.clock) {
      $0.idleTimeout = .seconds(60)
      $0.minimum = 2
    }
    try await fill(pool, 5)
    // The timer looks every half of the time, and counts from when it saw that they were used.
    for _ in 0..<2 {
      clock.advance(by: .seconds(30))
      pool.keepUp()
      #expect(pool.counts.existing == 5)
    }
    let used = try await pool.fake(.statement)
    pool.release(used, .statement)
    clock.advance(by: .seconds(30))
    pool.keepUp()
    #expect(factory.made.map(\.closings) == [0, 0, 1, 1, 1])
    for _ in 0..<10 {
      clock.advance(by: .seconds(100))
      pool.keepUp()
    }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 2))
  }

  @Test("What is in use is never idle")
  func usedIsNotIdle() async throws {
    let clock = ManualClock()
    let pool = makePool(Factory(), 2, clock: clock.clock) { $0.idleTimeout = .seconds(60) }
    let stream = try await pool.fake(.stream)
    for _ in 0..<10 {
      clock.advance(by: .seconds(60))
      pool.keepUp()
    }
    #expect(stream.closings == 0)
    pool.release(stream, .stream)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  /// A pool with two resources that were not used for long.
  private func stalePool(_ factory: Factory, _ clock: ManualClock) async throws -> ResourcePool {
    let pool = makePool(factory, 2, clock: clock.clock) { $0.checkAfter = .seconds(30) }
    try await fill(pool, 2)
    for _ in 0..<3 {
      #expect(factory.made.allSatisfy { $0.checksAsked == 0 })
      let free = try #require(try pool.acquireFree(.stream))
      pool.release(free, .stream)
      clock.advance(by: .seconds(15))
      pool.keepUp()
    }
    clock.advance(by: .seconds(30))
    pool.keepUp()
    #expect(try pool.acquireFree(.statement) == nil)
    return pool
  }

  @Test("After idleness a resource is checked before its use, and handed out when it is sound")
  func check() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = try await stalePool(factory, clock)
    let waiting = Task { try await pool.fake(.statement) }
    #expect(await eventually { factory.made.map(\.checksAsked) == [1, 0] })
    factory.made[0].answerCheck(true)
    #expect(try await waiting.value === factory.made[0])
    pool.release(factory.made[0], .statement)
    // It was used just now.
    #expect(try pool.acquireFree(.statement) === factory.made[0])
  }

  @Test("One that fails its check goes, with all of its age, and a new one is opened")
  func failedCheck() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = try await stalePool(factory, clock)
    let waiting = Task { try await pool.fake(.statement) }
    #expect(await eventually { factory.made.map(\.checksAsked) == [1, 0] })
    factory.made[0].answerCheck(false)
    #expect(try await waiting.value.number == 3)
    #expect(factory.made.map(\.closings) == [1, 1, 0])
  }

  @Test("A check that is not answered in time has failed")
  func silentCheck() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = try await stalePool(factory, clock)
    let waiting = Task { try await pool.fake(.statement) }
    #expect(await eventually { factory.made.map(\.checksAsked) == [1, 0] })
    clock.advance(by: .seconds(5))
    pool.keepUp()
    #expect(try await waiting.value.number == 3)
    #expect(factory.made.map(\.closings) == [1, 1, 0])
    factory.made[0].answerCheck(true)
    #expect(pool.counts == (leased: 1, waiting: 0, existing: 1))
  }
}
