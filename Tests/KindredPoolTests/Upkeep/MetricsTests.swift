import CoreMetrics
import KindredCore
import MetricsTestKit
import Testing

@Suite("A pool is measured, under the names of OpenTelemetry")
struct MetricsTests {
  @Test("Times, counts and time-outs")
  func measures() async throws {
    let clock = ManualClock()
    let metrics = TestMetrics()
    let options = PoolOptions.local(maximum: 2, leaseTimeout: .seconds(10))
    let observer = try #require(PoolMetrics.observer(name: "blog", options: options, factory: metrics))
    let pool = makePool(
      Factory(), 2, clock: clock.clock, { $0.leaseTimeout = .seconds(10) }, observer: observer)
    let name = [("db.client.connection.pool.name", "blog")]
    @Sendable func gauge(_ label: String, _ more: [(String, String)] = []) throws -> Double? {
      try metrics.expectRecorder("db.client.connection." + label, name + more).lastValue
    }
    let state = "db.client.connection.state"
    #expect(try gauge("max") == 2)
    let lease = try await pool.acquire(.transaction)
    #expect(try gauge("count", [(state, "used")]) == 1)
    #expect(try gauge("count", [(state, "idle")]) == 0)
    let late = Task { await kindredError { _ = try await pool.acquire(.transaction) } }
    #expect(await eventually { pool.counts.waiting == 1 })
    clock.advance(by: .seconds(4))
    let served = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 2 })
    clock.advance(by: .seconds(6))
    #expect(await late.value?.code == .leaseTimeout)
    #expect(await eventually { (try? metrics.expectCounter("db.client.connection.timeouts", name).totalValue) == 1 })
    #expect(await eventually { (try? gauge("pending_requests")) == 1 })
    pool.release(lease, .transaction)
    pool.release(try await served.value, .transaction)
    #expect(try gauge("pending_requests") == 0)
    #expect(try gauge("count", [(state, "used")]) == 0)
    #expect(try gauge("count", [(state, "idle")]) == 1)
    func times(_ label: String) throws -> [Int64] {
      try metrics.expectTimer("db.client.connection." + label, name).values
    }
    #expect(try times("use_time") == [10_000_000_000, 0])
    #expect(try times("wait_time") == [0, 6_000_000_000])
    #expect(try times("create_time") == [0])
  }

  @Test("Without a metrics system there is no observer, and no clock is read on the way of a lease")
  func silence() async throws {
    let options = PoolOptions.local(maximum: 1, leaseTimeout: .seconds(10))
    #expect(PoolMetrics.observer(name: "x", options: options, factory: NOOPMetricsHandler.instance) == nil)
    let reads = Notes<Int>()
    let clock = PoolClock(
      now: {
        reads.add(1)
        return ContinuousClock.now
      }, sleep: { try await Task.sleep(until: $0, clock: .continuous) })
    let pool = makePool(Factory(), 2, isSharing: true, clock: clock) { $0.checkAfter = .seconds(3600) }
    pool.release(try await pool.acquire(.statement), .statement)
    let before = reads.all.count
    for _ in 0..<100 {
      pool.release(try #require(try pool.acquireFree(.statement)), .statement)
      pool.release(try #require(try pool.acquireFree(.transaction)), .transaction)
    }
    #expect(reads.all.count == before)
  }
}
