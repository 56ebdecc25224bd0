import KindredCore
import Testing

@Suite("Waiting ends, with an error that says why")
struct WaitingErrorTests {
  @Test("Waiting too long says how long, who has the resources, and how many others wait")
  func timeout() async throws {
    let clock = ManualClock()
    let pool = makePool(Factory(), 3, clock: clock.clock) {
      $0.leaseTimeout = .seconds(10)
      $0.tracksLeases = true
    }
    let site = LeaseSite(fileID: "Blog/Main.swift", line: 12)
    let transaction = try await pool.acquire(.transaction, site: site)
    clock.advance(by: .seconds(2))
    let stream = try await pool.acquire(.stream)
    let first = Task { await kindredError { _ = try await pool.acquire(.transaction) } }
    #expect(await eventually { pool.counts.waiting == 1 })
    clock.advance(by: .seconds(1))
    let second = Task { await kindredError { _ = try await pool.acquire(.transaction) } }
    #expect(await eventually { pool.counts.waiting == 2 })
    clock.advance(by: .seconds(9))
    let error = await first.value
    #expect(error?.code == .leaseTimeout)
    #expect(
      error?.message
        == "No token became free within 10.0 seconds: 2 of 3 are leased and 1 other tasks wait. Leased: a transaction "
        + "from Blog/Main.swift:12 for 12.0 seconds, a stream for 10.0 seconds. Look for a stream or a transaction that "
        + "is kept open, or raise the limit.")
    #expect(pool.counts.waiting == 1)
    clock.advance(by: .seconds(1))
    #expect(await second.value?.code == .leaseTimeout)
    pool.release(transaction, .transaction)
    pool.release(stream, .stream)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 2))
  }

  @Test("A task that has the only resource and asks for it again is told at once")
  func deadlockOfOne() async throws {
    let pool = makePool(Factory(), 1)
    let lease = try await pool.acquire(.transaction)
    for use in [LeaseUse.statement, .transaction] {
      let error = await kindredError { _ = try await pool.acquire(use) }
      #expect(error?.code == .leaseDeadlock)
      #expect(error?.message.contains("a transaction") == true)
    }
    // Another task may wait: this one gives it back.
    let other = Task.detached { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 1 })
    pool.release(lease, .transaction)
    pool.release(try await other.value, .statement)
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }

  @Test("Tasks that hold all and wait for each other: the last one is told, the others go on")
  func deadlockOfMany() async throws {
    let pool = makePool(Factory(), 4, isSharing: true)
    let errors = Notes<KindredError.Code>()
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<3 {
        group.addTask {
          guard let outer = try? await pool.acquire(.stream) else { return false }
          defer { pool.release(outer, .stream) }
          // All have one before anybody asks for a second one, one after the other.
          guard await eventually({ pool.counts.leased == 3 && pool.counts.waiting == number }) else { return false }
          do {
            pool.release(try await pool.acquire(.transaction), .transaction)
          } catch let error as KindredError {
            errors.add(error.code)
          } catch {}
          return true
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes == [true, true, true])
    #expect(errors.all == [.leaseDeadlock])
    #expect(pool.counts.leased == 0)
  }

  @Test("A lease that will be given back without its task is no deadlock")
  func announcedReturn() async throws {
    let pool = makePool(Factory(), 1)
    let lease = try await pool.acquire(.stream)
    pool.willRelease(lease)
    let returning = Task.detached {
      #expect(await eventually { pool.counts.waiting == 1 })
      pool.release(lease, .stream)
    }
    pool.release(try await pool.acquire(.transaction), .transaction)
    await returning.value
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 1))
  }
}
