import KindredCore
import SeededRandom
import Synchronization
import Testing

/// A task that asked for a resource, and what came of it.
private final class Guest: Sendable {
  enum Outcome: Sendable { case waiting, leased(FakeResource), failed }

  let use: LeaseUse
  private let outcome = Mutex(Outcome.waiting)
  private let task = Mutex<Task<Void, Never>?>(nil)

  init(_ use: LeaseUse, _ pool: ResourcePool) {
    self.use = use
    let started = Task.detached {
      do {
        let resource = try await pool.fake(use)
        self.outcome.withLock { $0 = .leased(resource) }
      } catch {
        self.outcome.withLock { $0 = .failed }
      }
    }
    task.withLock { $0 = started }
  }

  func cancel() { task.withLock { $0?.cancel() } }

  var isWaiting: Bool { outcome.withLock { if case .waiting = $0 { true } else { false } } }
  var lease: FakeResource? { outcome.withLock { if case .leased(let resource) = $0 { resource } else { nil } } }
}

/// The lives of pools that share their resources, with all that can go wrong at the same time.
@Suite("A pool in trouble", .timeLimit(.minutes(5)))
struct TroubleTests {
  /// Leases, gives back, breaks, cancels, keeps resources from being used and openings from ending by chance, and lets the
  /// time go on. Now and then the trouble ends: then whoever waits is served, in whatever state it has left the pool.
  @Test("Whoever waits is served once the trouble is over", arguments: [1, 2, 3, 4], 0..<6)
  func machine(maximum: Int, round: Int) async throws {
    let seed = UInt64(maximum * 100 + round)
    var random = SeededGenerator(seed: seed)
    let (factory, clock) = (Factory(), ManualClock())
    let pool = makePool(
      factory, maximum, isSharing: true, spread: 1 + round % 2, clock: clock.clock, opener: factory.deferred
    ) { options in
      options.leaseTimeout = .seconds(1000)
      options.checkAfter = .seconds(30)
      options.checkTimeout = .seconds(5)
      options.idleTimeout = .seconds(120)
      options.maximumLifetime = .seconds(300)
      options.backoff = .milliseconds(100)
      options.minimum = round % 3 == 0 ? 1 : 0
    }
    let uses: [LeaseUse] = [.statement, .statement, .lookUp, .lookUp, .transaction, .stream]
    var guests: [Guest] = []

    func look(_ place: Comment) {
      let held = guests.filter { $0.lease != nil }
      let long = held.filter { $0.use.isLong }
      #expect(pool.counts.existing <= maximum, place)
      #expect(long.count <= max(1, maximum - 1), place)
      #expect(held.allSatisfy { $0.lease?.closings == 0 }, "nobody has what is closed; \(place)")
      for guest in long {
        #expect(!held.contains { $0 !== guest && $0.lease === guest.lease }, "alone in a transaction; \(place)")
      }
    }

    func endTrouble(_ place: Comment) async {
      factory.failNext(0)
      for resource in factory.made {
        resource.setAvailable(true)
        resource.setQuiet(true)
        pool.changed(resource)
      }
      // Everybody who is served gives back at once, and whoever waits has no more than that to wait for.
      let end = ContinuousClock.now + .seconds(20)
      while !guests.isEmpty, ContinuousClock.now < end {
        clock.advance(by: .milliseconds(10))
        while factory.pending > 0 { factory.finishOne() }
        for resource in factory.made { while resource.checksAsked > 0 { resource.answerCheck(true) } }
        look(place)
        let over = guests.filter { !$0.isWaiting }
        for guest in over { if let resource = guest.lease { pool.release(resource, guest.use) } }
        guests.removeAll { guest in over.contains { $0 === guest } }
        await Task.yield()
      }
      #expect(guests.isEmpty, "\(guests.count) wait for ever; \(pool.counts); \(place)")
    }

    for step in 0..<600 {
      let place: Comment = "seed \(seed), step \(step)"
      let resource = factory.made.filter { $0.closings == 0 }.randomElement(using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<7 where guests.count < 5 * maximum + 4:
        guests.append(Guest(uses.randomElement(using: &random) ?? .statement, pool))
      case 7..<11:
        if let guest = guests.filter({ $0.lease != nil }).randomElement(using: &random), let resource = guest.lease {
          guests.removeAll { $0 === guest }
          pool.release(resource, guest.use, isReusable: Int.random(in: 0..<15, using: &random) > 0)
        }
      case 11: guests.randomElement(using: &random)?.cancel()
      case 12: resource?.setAvailable(false)
      case 13:
        resource?.setAvailable(true)
        if let resource { pool.changed(resource) }
      case 14: resource?.setQuiet(false)
      case 15:
        resource?.setQuiet(true)
        if let resource { pool.changed(resource) }
      case 16:
        clock.advance(by: .milliseconds([1, 90, 900, 4_000, 16_000].randomElement(using: &random) ?? 1))
      case 17:
        if Int.random(in: 0..<3, using: &random) == 0 { factory.failNext(Int.random(in: 0...2, using: &random)) }
        factory.finishOne()
      case 18: resource?.answerCheck(Int.random(in: 0..<4, using: &random) > 0)
      default:
        guard let resource, Int.random(in: 0..<6, using: &random) == 0 else { continue }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: resource.breakDown()
        case 1: pool.discard(resource)
        default: pool.replace(resource)
        }
        if resource.isBroken { pool.changed(resource) }
      }
      for _ in 0..<Int.random(in: 0..<4, using: &random) { await Task.yield() }
      guests.removeAll { !$0.isWaiting && $0.lease == nil }
      look(place)
      if step % 60 == 59 { await endTrouble(place) }
    }
    await endTrouble("seed \(seed), the end")
    let closing = Task { await pool.close() }
    #expect(
      await eventually {
        factory.finishOne()
        return pool.counts == (leased: 0, waiting: 0, existing: 0) && !pool.isOpening
      })
    await closing.value
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
    #expect(factory.made.allSatisfy { $0.closings == 1 })
  }

  @Test("A transaction does not wait for an opening that takes for ever while statements come and go")
  func hangingOpening() async throws {
    let (factory, clock) = (Factory(), ManualClock())
    let pool = makePool(factory, 4, isSharing: true, clock: clock.clock, opener: factory.deferred)
    async let opened = pool.fake(.statement)
    #expect(await eventually { factory.pending == 1 })
    factory.finishOne()
    let resource = try await opened
    let transaction = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 && factory.pending >= 1 })
    clock.advance(by: .seconds(2))
    // There is always one more before the last one ends.
    var isServed = false
    for _ in 0..<1000 where !isServed {
      let next = try pool.acquireFree(.statement)
      pool.release(resource, .statement)
      if next == nil { isServed = true }
    }
    #expect(isServed)
    if isServed { #expect(try await transaction.value === resource) } else { transaction.cancel() }
    if isServed { pool.release(resource, .transaction) }
    while factory.pending > 0 { factory.finishOne() }
  }
}
