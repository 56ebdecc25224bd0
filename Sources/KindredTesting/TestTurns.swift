import KindredCore

/// Lets tests wait for each other, without a time limit: Swift Testing starts all of them at once.
actor TestTurns {
  /// What tests wait for.
  enum Resource: Hashable {
    /// One of the databases that tests have for themselves.
    case ownDatabase
    /// A database that tests share.
    case database(ObjectIdentifier)

    /// How many tests may have it at the same time.
    var limit: Int {
      switch self {
      case .ownDatabase: 16
      case .database: 1
      }
    }
  }

  private static let shared = TestTurns()

  /// What the task has already, so that it does not wait for itself.
  @TaskLocal private static var held: Set<Resource> = []

  private var used: [Resource: Int] = [:]
  private var waiting: [Resource: [CheckedContinuation<Void, Never>]] = [:]

  /// Runs the closure when it is the test's turn.
  static func with(_ resource: Resource, _ body: () async throws -> Void) async throws {
    if held.contains(resource) { return try await body() }
    await shared.begin(resource)
    do {
      try await $held.withValue(held.union([resource])) { try await body() }
    } catch {
      await shared.end(resource)
      throw error
    }
    await shared.end(resource)
  }

  private func begin(_ resource: Resource) async {
    if used[resource, default: 0] < resource.limit {
      used[resource, default: 0] += 1
    } else {
      // The one that ends hands its turn over.
      await withCheckedContinuation { waiting[resource, default: []].append($0) }
    }
  }

  private func end(_ resource: Resource) {
    if var queue = waiting[resource], !queue.isEmpty {
      let next = queue.removeFirst()
      waiting[resource] = queue
      next.resume()
    } else {
      used[resource, default: 1] -= 1
    }
  }
}
