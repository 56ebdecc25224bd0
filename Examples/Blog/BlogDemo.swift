import ExampleSupport
import Foundation
import Kindred

/// Follows a foreign key in both directions, as Django's page on queries does, and shows the SQL of every call.
@main
struct BlogDemo {
  static func main() async {
    let log = StatementLog()
    let transcript = Transcript(log: log)
    do {
      let demo = try await DemoDatabase.open(options: log.options)
      Database.default = demo.database
      transcript.terminal.line("The database is \(demo.place)")
      do {
        try await run(transcript)
      } catch {
        try await demo.close()
        throw error
      }
      try await demo.close()
    } catch let error as KindredError where error.sql?.hasPrefix("CREATE ") == true {
      transcript.terminal.complain("\(error)\nThe demo makes its own tables: DATABASE_URL must name an empty database.")
      exit(1)
    } catch {
      transcript.terminal.complain("\(error)")
      exit(1)
    }
  }

  private static func run(_ transcript: Transcript) async throws {
    try await CreatingSession(transcript: transcript).run()
    try await BackwardsSession(transcript: transcript).run()
    try await FilteringSession(transcript: transcript).run()
    try await ReadingSession(transcript: transcript).run()
    try await LoadingSession(transcript: transcript).run()
    try await ChangingSession(transcript: transcript).run()
  }
}
