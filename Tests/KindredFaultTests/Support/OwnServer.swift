import Dispatch
import Kindred
import PostgresTestServer

/// Runs something that blocks on a thread outside of those that tasks share.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
  }
}

/// Starts a server for one test alone.
func withServer(
  settings: [String] = [], connections: Int = 4, _ body: (FaultBench, OwnCluster) async throws -> Void
) async throws {
  let cluster = try await blocking {
    let cluster = try OwnCluster(settings: settings)
    try cluster.start()
    return cluster
  }
  defer { cluster.kill() }
  try await withFaults(cluster.settings, direct: cluster.settings, connections: connections) { bench async throws in
    try await body(bench, cluster)
  }
}
