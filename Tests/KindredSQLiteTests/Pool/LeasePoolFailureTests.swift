import KindredCore
import Testing

@Suite("The pool survives failures and closes in order")
struct LeasePoolFailureTests {
  @Test("When making fails, the one who asked gets the error and the place is free again")
  func makeFails() async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 1)
    maker.failNext(1)
    await #expect(throws: TokenMaker.Refusal.self) { try await pool.acquire() }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
    pool.release(try await pool.acquire())
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("A discarded resource is replaced for the one who waits")
  func discard() async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 1)
    let token = try await pool.acquire()
    let waiting = Task { try await pool.acquire() }
    #expect(await eventually { pool.counts.waiting == 1 })
    pool.discard(token)
    #expect(try await waiting.value.number == 2)
    #expect(maker.disposed == [1])
    #expect(pool.counts == (leased: 1, waiting: 0, existing: 1))
  }

  @Test("When replacing fails for many who wait, each gets the error and nobody is forgotten")
  func discardAndFail() async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 1)
    let token = try await pool.acquire()
    let waiting = (0..<2000).map { _ in Task { try await pool.acquire() } }
    #expect(await eventually { pool.counts.waiting == 2000 })
    maker.failNext(1999)
    pool.discard(token)
    var failures = 0
    for task in waiting {
      switch await task.result {
      case .success(let token): pool.release(token)
      case .failure(let error):
        #expect(error is TokenMaker.Refusal)
        failures += 1
      }
    }
    #expect(failures == 1999)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Discarding while others join the line leaves nobody waiting for nothing", arguments: 0..<20)
  func discardRace(_: Int) async throws {
    let pool = TokenMaker().pool(limit: 1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask { pool.discard(try await pool.acquire()) }
      }
      try await group.waitForAll()
    }
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
  }

  @Test("Closing ends all waiting, and returns when what is leased has come back")
  func close() async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 2)
    let first = try await pool.acquire()
    let second = try await pool.acquire()
    pool.release(second)
    let again = try await pool.acquire()
    let waiting = Task { try await pool.acquire() }
    #expect(await eventually { pool.counts.waiting == 1 })
    let isClosed = Notes<Bool>()
    let closing = Task {
      await pool.close()
      isClosed.add(true)
    }
    let error = await kindredError { _ = try await waiting.value }
    #expect(error?.code == .closed)
    #expect(await kindredError { _ = try await pool.acquire() }?.code == .closed)
    pool.release(first)
    #expect(isClosed.all.isEmpty)
    pool.discard(again)
    await closing.value
    #expect(maker.disposed == [1, 2])
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
  }

  @Test("Each resource is disposed of once, however closing and giving back meet", arguments: 0..<50)
  func closeRace(_: Int) async throws {
    let maker = TokenMaker()
    let pool = maker.pool(limit: 4)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask {
          guard let token = try? await pool.acquire() else { return }
          await Task.yield()
          pool.release(token)
        }
      }
      group.addTask { await pool.close() }
    }
    #expect(maker.disposed == Array(1...maker.made).prefix(maker.made).map { $0 })
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
  }
}
