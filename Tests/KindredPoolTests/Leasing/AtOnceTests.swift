import KindredCore
import Testing

/// Leases that a task gets without suspending.
@Suite struct AtOnceTests {
  @Test("The first task of an empty pool has its connection at once, where it opens it itself")
  func opensAtOnce() throws {
    let factory = Factory()
    let pool = makePool(factory, 2)
    let first = try #require(try pool.acquireFree(.statement))
    let second = try #require(try pool.acquireFree(.statement))
    #expect(first !== second)
    #expect(try pool.acquireFree(.statement) == nil)
    #expect(pool.counts == (leased: 2, waiting: 0, existing: 2))
    pool.release(first, .statement)
    #expect(try pool.acquireFree(.statement) === first)
    #expect(factory.attempts == 2)
  }

  @Test("A connection that cannot be opened is told at once, and counts as no lease")
  func failsAtOnce() throws {
    let factory = Factory()
    let pool = makePool(factory, 1)
    factory.failNext(1)
    #expect(throws: Refusal.self) { try pool.acquireFree(.statement) }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
    #expect(try pool.acquireFree(.statement) != nil)
  }

  @Test("Nothing is opened at once for transactions beyond their limit, nor when somebody else opens")
  func waits() throws {
    let pool = makePool(Factory(), 2)
    #expect(try pool.acquireFree(.transaction) != nil)
    #expect(try pool.acquireFree(.transaction) == nil)
    #expect(pool.counts == (leased: 1, waiting: 0, existing: 1))
    let deferred = Factory()
    #expect(try makePool(deferred, 2, opener: deferred.deferred).acquireFree(.statement) == nil)
    #expect(deferred.attempts == 0)
  }
}
