package import Kindred
import Synchronization

/// Collects the statements that a database runs, so that an example can show them beside the call that caused them.
package final class StatementLog: Sendable {
  private let events = Mutex<[StatementEvent]>([])

  /// Makes an empty log.
  package init() {}

  /// Options that send every statement here. The examples show the bound values; a real service would not log them.
  package var options: Database.Options {
    Database.Options(logsValues: true) { [self] event in
      events.withLock { $0.append(event) }
    }
  }

  /// The statements since the last call.
  package func take() -> [StatementEvent] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
