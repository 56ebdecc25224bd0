import SeededRandom
import Synchronization
import Testing

@testable import KindredCore

/// What happens to a pool whose resources are shared, by chance, with a model of who has what.
private final class SharedLife {
  let factory = Factory()
  let clock = ManualClock()
  let maximum: Int
  let pool: ResourcePool
  var random: SeededGenerator
  var clients: [Client] = []
  var number = 0

  var longLimit: Int { max(1, maximum - 1) }
  var held: [Client] { clients.filter { $0.lease != nil } }
  var waiting: [Client] { clients.filter(\.isWaiting) }
  var open: [FakeResource] { factory.made.filter { $0.closings == 0 } }

  init(maximum: Int, seed: UInt64) {
    self.maximum = maximum
    random = SeededGenerator(seed: seed)
    pool = makePool(factory, maximum, isSharing: true, clock: clock.clock, opener: factory.deferred) {
      $0.backoff = .seconds(1)
      $0.maximumOpening = 2
      $0.leaseTimeout = .seconds(86_400)
      $0.maximumLifetime = .seconds(120)
    }
  }

  func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  func step() async {
    switch Int.random(in: 0..<16, using: &random) {
    case 0..<5 where clients.count < 3 * maximum + 5:
      number += 1
      let use =
        [LeaseUse.statement, .statement, .lookUp, .transaction, .stream].randomElement(using: &random) ?? .stream
      let client = Client(number, use)
      let (expected, pool) = (waiting.count + 1, self.pool)
      clients.append(client)
      client.start(pool)
      #expect(await eventually { !client.isWaiting || pool.counts.waiting == expected })
    case 5..<9:
      if let client = held.randomElement(using: &random) { release(client, isReusable: !chance(20)) }
    case 9:
      if let client = waiting.randomElement(using: &random) {
        client.cancel()
        #expect(await eventually { !client.isWaiting })
      }
    case 10..<12: factory.finishOne()
    case 12: factory.failNext(chance(3) ? 1 : 0)
    case 13: advance(by: .milliseconds(Int.random(in: 1...3000, using: &random)))
    case 14:
      if let resource = open.randomElement(using: &random) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: resource.breakDown()
        case 1: return pool.discard(resource)
        case 2..<5: resource.setQuiet(!resource.isQuiet)
        default: resource.setAvailable(!resource.isAvailable)
        }
        pool.changed(resource)
      }
    default: break
    }
  }

  func release(_ client: Client, isReusable: Bool = true) {
    guard let resource = client.lease else { return }
    clients.removeAll { $0 === client }
    pool.release(resource, client.use, isReusable: isReusable)
  }

  func advance(by duration: Duration) {
    clock.advance(by: duration)
    pool.keepUp()
  }

  /// Waits until each task knows what the pool has decided.
  func rest() async {
    let (now, pool) = (clients, self.pool)
    #expect(await eventually { now.count(where: \.isWaiting) == pool.counts.waiting })
    clients.removeAll { if case .failed = $0.state { true } else { false } }
  }

  /// What must always hold.
  func check(_ place: Comment) {
    let long = held.filter(\.use.isLong)
    #expect(pool.counts.existing <= maximum, place)
    #expect(long.count <= longLimit, place)
    #expect(held.allSatisfy { $0.lease?.closings == 0 }, "nobody has what is closed; \(place)")
    for client in long {
      let others = held.filter { $0 !== client && $0.lease === client.lease }
      #expect(others.isEmpty, "alone in a transaction; \(place)")
    }
    let inLine = waiting.filter(\.use.isLong)
    let places = min(inLine.count, longLimit - long.count)
    let firstLong = places > 0 ? inLine.map(\.number).min() ?? .max : .max
    let firstShort = waiting.filter { !$0.use.isLong }.map(\.number).min()
    pool.state.withLock { state in
      let reserved = state.entries.filter(\.isReserved)
      #expect(reserved.count <= places, "reserved only for those in line; \(place)")
      let lost = reserved.count { $0.isRetiring || $0.isLeased }
      #expect(lost == 0, "what is reserved can be had; \(place)")
      let room = state.pausedUntil == nil ? maximum - state.entries.count : state.opening
      let usable = state.entries.filter(\.isOpen)
      #expect(reserved.count >= min(places - room, usable.count), "somebody in line has nothing to come; \(place)")
      // Nobody waits for what could be had.
      let ready = usable.filter(\.resource.isAvailable)
      let forLong = places > 0 ? ready.count { $0.load == 0 && $0.resource.isQuiet } : 0
      #expect(forLong == 0, place)
      if let firstShort {
        let forIt = ready.count { firstShort < firstLong || !$0.isReserved }
        #expect(forIt == 0, place)
      }
    }
  }

  /// Everything works again, and all that is leased comes back: everybody is served.
  func heal(_ place: Comment) async {
    factory.failNext(0)
    for resource in open {
      resource.setQuiet(true)
      resource.setAvailable(true)
      pool.changed(resource)
    }
    await rest()
    let wanted = waiting
    for _ in 0..<100 where !clients.isEmpty {
      while factory.pending > 0 { factory.finishOne() }
      await rest()
      for client in held { release(client) }
      await rest()
      advance(by: .seconds(6))
    }
    #expect(wanted.allSatisfy { $0.lease != nil }, "everybody is served; \(place)")
    #expect(clients.isEmpty, place)
    while factory.pending > 0 { factory.finishOne() }
    #expect(pool.counts.leased == 0 && pool.counts.waiting == 0, place)
    let (long, reserved) = pool.state.withLock { ($0.longCount, $0.entries.count { $0.isReserved }) }
    #expect(long == 0 && reserved == 0, place)
  }
}

@Suite("What is reserved for transactions and streams", .timeLimit(.minutes(5)))
struct ReservingTests {
  @Test("By chance: alone, nothing is reserved for nobody, and everybody is served in the end", arguments: 1...4, 1...4)
  func machine(maximum: Int, seed: Int) async {
    let life = SharedLife(maximum: maximum, seed: UInt64(100 * maximum + seed))
    for step in 0..<2000 {
      await life.step()
      await life.rest()
      life.check("seed \(seed), step \(step)")
      if step % 100 == 99 { await life.heal("seed \(seed), step \(step)") }
    }
    await life.pool.close()
    #expect(life.factory.made.allSatisfy { $0.closings == 1 })
  }

  @Test("When what is reserved is to be closed, another one is reserved in its place")
  func retiring() async throws {
    let factory = Factory()
    let pool = makePool(factory, 2, isSharing: true, opener: factory.immediate)
    let first = try await pool.fake(.statement)
    let second = try await pool.fake(.statement)
    let third = try await pool.fake(.statement)
    #expect(first === second && first !== third)
    let waiting = Task { try await pool.fake(.transaction) }
    #expect(await eventually { pool.counts.waiting == 1 })
    // The one with the least under way is reserved. It will be closed, but its statement takes long.
    pool.discard(third)
    let late = Task { try await pool.fake(.statement) }
    #expect(await eventually { pool.counts.waiting == 2 })
    pool.release(first, .statement)
    pool.release(second, .statement)
    #expect(try await waiting.value === first)
    pool.release(first, .transaction)
    #expect(try await late.value === first)
  }
}
