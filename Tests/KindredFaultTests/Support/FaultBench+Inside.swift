import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

@testable import KindredCore
@testable import KindredPostgres

/// What only the driver knows.
extension FaultBench {
  var pool: ResourcePool {
    get throws { try #require(database.driver as? PostgresDriver).pool }
  }

  /// How many requests are on their way to the server or wait there, on all connections.
  var unanswered: Int {
    get throws {
      try pool.resources.compactMap { $0 as? PostgresLink }.map { link in link.locked { link.pending.count } }
        .reduce(0, +)
    }
  }

  /// How many connections of the pool are of a kind.
  func count(_ isOfKind: (ResourcePool.Entry) -> Bool) throws -> Int {
    try pool.state.withLock { $0.entries.count(where: isOfKind) }
  }

  /// The numbers of the server's processes for Kindred's connections.
  func processes() throws -> Set<String> { Set(try raw().run(FaultBench.processes)) }
}
