import KindredCore
import Testing

@Suite("The pool closes in order")
struct ClosingTests {
  @Test("Closing ends all waiting, and returns when what is leased has come back")
  func close() async throws {
    let factory = Factory()
    let pool = makePool(factory, 2)
    let first = try await pool.acquire(.statement)
    let second = try await pool.acquire(.statement)
    let waiting = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 1 })
    let isClosed = Notes<Bool>()
    let closing = Task {
      await pool.close()
      isClosed.add(true)
    }
    let error = await kindredError { _ = try await waiting.value }
    #expect(error?.code == .closed)
    #expect(await kindredError { _ = try await pool.acquire(.statement) }?.code == .closed)
    pool.release(first, .statement)
    #expect(isClosed.all.isEmpty)
    pool.release(second, .statement, isReusable: false)
    await closing.value
    #expect(factory.made.map(\.closings) == [1, 1])
    #expect(factory.made.map(\.aborts) == [0, 0])
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
  }

  @Test("After its limit, closing ends what is still in use")
  func limit() async throws {
    let clock = ManualClock()
    let factory = Factory()
    let pool = makePool(factory, 2, clock: clock.clock)
    let lease = try await pool.fake(.transaction)
    pool.release(try await pool.fake(.statement), .statement)
    let closing = Task { await pool.close(within: .seconds(5)) }
    #expect(await eventually { factory.made[1].closings == 1 })
    #expect(lease.aborts == 0)
    // The clock of the limit starts in a task of its own.
    #expect(
      await eventually {
        clock.advance(by: .seconds(5)); return lease.aborts == 1
      })
    await closing.value
    pool.release(lease, .transaction)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
  }

  @Test("What was being opened when the pool closed is closed")
  func opening() async throws {
    let factory = Factory()
    let pool = makePool(factory, 2, opener: factory.deferred)
    let waiting = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 1 })
    let closing = Task { await pool.close() }
    #expect(await kindredError { _ = try await waiting.value }?.code == .closed)
    factory.finishOne()
    await closing.value
    #expect(factory.made.map(\.closings) == [1])
  }

  @Test("Each resource is closed once, however closing and giving back meet", arguments: 0..<50)
  func closeRace(_: Int) async throws {
    let factory = Factory()
    let pool = makePool(factory, 4)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask {
          guard let token = try? await pool.acquire(.statement) else { return }
          await Task.yield()
          pool.release(token, .statement)
        }
      }
      group.addTask { await pool.close() }
    }
    #expect(factory.made.allSatisfy { $0.closings == 1 })
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
  }
}
