import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

@testable import KindredCore

@Suite("Connections that are idle, old, or opened before one broke", .timeLimit(.minutes(2)))
struct UpkeepTests {
  // MARK: The check after idleness

  /// The network is silent while the session ends, so that nobody but the check can find out. It does so by what it
  /// hears when the network is back, or because it hears nothing in time.
  @Test("A session that ended unnoticed is found by the check, and no user meets it", arguments: [true, false])
  func ended(hearsOfIt: Bool) async throws {
    try await withProxy(pool: {
      $0.checkAfter = .milliseconds(20)
      $0.checkTimeout = hearsOfIt ? .seconds(60) : .milliseconds(100)
    }) { bench, proxy async throws in
      _ = try await Movement.objects.create(token: "a")
      let old = try bench.processes()
      #expect(old.count == 1)
      let resource = try #require(try bench.pool.resources.first)
      proxy.fail(.freeze, after: 0, .toClient)
      try bench.raw().run("SELECT pg_terminate_backend(\(old.joined()))")
      try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.processes))")
      #expect(try await eventually { () async throws -> Bool in try bench.count(\.isStale) == 1 })
      #expect(!resource.isBroken)
      let asking = Task { try await Movement.objects.count() }
      if hearsOfIt {
        #expect(try await eventually { () async throws -> Bool in try bench.count { $0.checkedUntil != nil } == 1 })
      } else {
        let isGone = try await eventually { () async throws -> Bool in
          try bench.pool.resources.allSatisfy { $0 !== resource }
        }
        #expect(isGone)
      }
      proxy.heal()
      #expect(try await asking.value == 1)
      let new = try bench.processes()
      #expect(new.count == 1 && new.isDisjoint(with: old))
      #expect(try bench.pool.resources.allSatisfy { $0 !== resource })
    }
  }

  @Test("A session that answers the check goes on")
  func sound() async throws {
    try await withFaults(connections: 1, pool: { $0.checkAfter = .milliseconds(20) }) { bench async throws in
      let old = try bench.processes()
      for _ in 0..<3 {
        #expect(try await eventually { () async throws -> Bool in try bench.count(\.isStale) == 1 })
        #expect(try await Movement.objects.count() == 0)
      }
      #expect(try bench.processes() == old)
    }
  }

  // MARK: The age

  @Test("A session beyond its lifetime is replaced, and every statement finds one")
  func lifetime() async throws {
    try await withFaults(connections: 1, pool: { $0.maximumLifetime = .milliseconds(100) }) { bench async throws in
      var seen: Set<String> = []
      // On a busy machine the first session may have gone already.
      let begins = try await eventually {
        #expect(try await Movement.objects.count() == 0)
        seen = try bench.processes()
        return seen.count == 1
      }
      #expect(begins)
      for _ in 0..<3 {
        let isReplaced = try await eventually {
          #expect(try await Movement.objects.count() == 0)
          let now = try bench.processes()
          return now.count == 1 && now.isDisjoint(with: seen)
        }
        #expect(isReplaced)
        seen.formUnion(try bench.processes())
      }
      #expect(seen.count >= 4)
    }
  }

  @Test("A transaction keeps its session beyond the lifetime; then it goes")
  func lifetimeInUse() async throws {
    try await withFaults(pool: { $0.maximumLifetime = .milliseconds(100) }) { bench async throws in
      var kept: Set<String> = []
      try await bench.database.transaction {
        _ = try await Movement.objects.create(token: "a")
        kept = Set(try bench.raw().run(FaultBench.processes + " AND state = 'idle in transaction'"))
        #expect(kept.count == 1)
        let isOld = try await eventually { () async throws -> Bool in
          try bench.count { $0.lease != nil && $0.isRetiring } == 1
        }
        #expect(isOld)
        _ = try await Movement.objects.create(token: "b")
        #expect(try bench.processes().isSuperset(of: kept))
      }
      #expect(try bench.tokens() == ["a", "b"])
      #expect(try await eventually { () async throws -> Bool in try bench.processes().isDisjoint(with: kept) })
    }
  }

  // MARK: The generation

  @Test("When one session ends, all that were opened before are replaced: idle ones at once, a transaction's after it")
  func generation() async throws {
    try await withFaults(connections: 5, pool: { $0.minimum = 4 }) { bench async throws in
      #expect(try await eventually { () async throws -> Bool in try bench.pool.counts.existing == 4 })
      let raw = try bench.raw()
      let old = try bench.processes()
      #expect(old.count == 4)
      var kept: Set<String> = []
      try await bench.database.transaction {
        _ = try await Movement.objects.create(token: "a")
        kept = Set(try raw.run(FaultBench.processes + " AND state = 'idle in transaction'"))
        let ended = try #require(old.subtracting(kept).first)
        try raw.run("SELECT pg_terminate_backend(\(ended))")
        // Nobody ended the other two.
        let areGone = try await eventually { () async throws -> Bool in try bench.processes().intersection(old) == kept
        }
        #expect(areGone)
        _ = try await Movement.objects.create(token: "b")
      }
      #expect(try bench.tokens() == ["a", "b"])
      let isRenewed = try await eventually { () async throws -> Bool in
        let now = try bench.processes()
        return now.count == 4 && now.isDisjoint(with: old)
      }
      #expect(isRenewed)
      #expect(try await Movement.objects.count() == 2)
    }
  }
}
