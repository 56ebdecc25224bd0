import KindredCore
import SeededRandom
import Testing

@Suite("Random lives of a pool", .timeLimit(.minutes(5)))
struct RandomTests {
  /// Leases, gives back, breaks and cancels by chance. After each step the tasks come to rest, and what must always hold
  /// is looked at.
  @Test("Never too many, nobody waits for what is free, and in order", arguments: [1, 2, 3, 5], [true, false])
  func machine(maximum: Int, isSharing: Bool) async throws {
    let seed = UInt64(maximum * 2 + (isSharing ? 1 : 0))
    var random = SeededGenerator(seed: seed)
    let factory = Factory()
    let pool = makePool(factory, maximum, isSharing: isSharing)
    let longLimit = max(1, maximum - 1)
    var clients: [Client] = []
    var number = 0
    for step in 0..<2500 {
      let leased = clients.filter { $0.lease != nil }
      let expected = clients.filter(\.isWaiting).count + 1
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5 where clients.count < 4 * maximum + 4:
        number += 1
        let use = [LeaseUse.statement, .statement, .transaction, .stream].randomElement(using: &random) ?? .stream
        let client = Client(number, use)
        clients.append(client)
        client.start(pool)
        // The task is in the queue, or has its lease, before the next task starts.
        #expect(await eventually { !client.isWaiting || pool.counts.waiting == expected })
      case 5..<8:
        if let client = leased.randomElement(using: &random), let resource = client.lease {
          clients.removeAll { $0 === client }
          pool.release(resource, client.use, isReusable: Int.random(in: 0..<20, using: &random) > 0)
        }
      case 8:
        if let client = clients.filter(\.isWaiting).randomElement(using: &random) {
          client.cancel()
          #expect(await eventually { !client.isWaiting })
        }
      default:
        if Int.random(in: 0..<10, using: &random) == 0, let resource = factory.made.randomElement(using: &random) {
          resource.breakDown()
          pool.changed(resource)
        }
      }
      let now = clients
      // A resource that is being opened is for a waiting task.
      #expect(await eventually { !pool.isOpening && now.count(where: \.isWaiting) == pool.counts.waiting })
      clients.removeAll { if case .failed = $0.state { true } else { false } }

      // What must always hold.
      let counts = pool.counts
      let held = clients.filter { $0.lease != nil }
      let long = held.filter { $0.use != .statement }
      let waiting = clients.filter(\.isWaiting)
      let place: Comment = "seed \(seed), step \(step)"
      #expect(counts.existing <= maximum, place)
      #expect(long.count <= longLimit, place)
      #expect(factory.made.count { $0.closings == 0 } == counts.existing, place)
      #expect(factory.made.allSatisfy { $0.closings <= 1 }, place)
      #expect(held.allSatisfy { $0.lease?.closings == 0 }, "nobody has what is closed; \(place)")
      for client in long {
        let others = held.filter { $0 !== client && $0.lease === client.lease }
        #expect(others.isEmpty, "alone in a transaction; \(place)")
      }
      // A resource of which nobody has anything is free, or there is room for a new one.
      let busy = Set(held.compactMap { $0.lease.map(ObjectIdentifier.init) })
      if busy.count < maximum {
        #expect(!waiting.contains { $0.use == .statement }, place)
        if long.count < longLimit { #expect(waiting.isEmpty, place) }
      }
      // Within its kind, whoever came later is not served before.
      for isLong in [true, false] {
        let line = waiting.filter { ($0.use != .statement) == isLong }.map(\.number)
        let servedLast = held.filter { ($0.use != .statement) == isLong }.map(\.number).max() ?? 0
        #expect((line.min() ?? .max) > servedLast, place)
      }
    }
    let closing = Task { await pool.close() }
    let last = clients
    #expect(await eventually { !last.contains(where: \.isWaiting) })
    for client in clients { if let resource = client.lease { pool.release(resource, client.use) } }
    await closing.value
    #expect(pool.counts == (leased: 0, waiting: 0, existing: 0))
    #expect(factory.made.allSatisfy { $0.closings == 1 })
  }
}
