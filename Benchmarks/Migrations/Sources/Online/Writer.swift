import Foundation
import KindredCore
import KindredPostgres
import Synchronization

/// Inserts 200 rows a second into the table that is changed, as an application beside the migration.
///
/// It says `ready` when it has its pace, and at the end of its input how many rows it has inserted since and how long the
/// longest pause was: from the time at which an insert was due to its answer, in microseconds.
enum Writer {
  private static let interval = Duration.milliseconds(5)
  /// The inserts before anything is measured.
  private static let warmUp = 200

  static func run(_ settings: String) async throws {
    let database = try await Database(postgres: PostgresConfiguration(settings, maximumConnections: 1))
    let end = EndOfInput()
    let start = ContinuousClock.now
    var longest = Duration.zero
    var number = 0
    while !end.isReached {
      let due = start + interval * number
      try await Task.sleep(until: due, clock: .continuous)
      try await database.execute(
        """
        INSERT INTO entry (author_id, code, headline, rating)
        VALUES (\(number % 1000 + 1), \("written \(number)"), \("Headline \(number)"), \(number % 10))
        """)
      longest = max(longest, ContinuousClock.now - due)
      number += 1
      if number == warmUp {
        longest = .zero
        say("ready")
      }
    }
    say("\(max(0, number - warmUp)) \(Int(longest / .microseconds(1)))")
    await database.close()
  }
}

/// Waits for the end of the input in a thread of its own.
private final class EndOfInput: Sendable {
  private let reached = Atomic<Bool>(false)

  init() {
    Thread.detachNewThread { [self] in
      while readLine() != nil {}
      reached.store(true, ordering: .releasing)
    }
  }

  var isReached: Bool { reached.load(ordering: .acquiring) }
}
