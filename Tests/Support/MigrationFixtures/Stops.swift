package import KindredMigrations
import Synchronization

/// Counts the places of a run at which a process could stop.
package final class Stops: Sendable {
  private let count = Atomic<Int>(0)

  package init() {}

  /// How many places were passed.
  package var passed: Int { count.load(ordering: .relaxed) }

  /// The options of a run in which the closure is called at each place, with its number from 0.
  package func options(_ body: @escaping @Sendable (Int, RunPoint) async throws -> Void) -> MigratorOptions {
    var options = MigratorOptions()
    options.lockLifetime = .milliseconds(600)
    options.pause = { point in
      let number = self.count.wrappingAdd(1, ordering: .relaxed).oldValue
      try await body(number, point)
    }
    return options
  }
}
