// What migrations cost: how long others wait while they run, and how long a long history takes to replay.
//
//   MigrationBenchmarks online SETTINGS [ROWS [RECIPE]]
//   MigrationBenchmarks write SETTINGS              the writer of the first, in a process of its own
//   MigrationBenchmarks replay SETTINGS [COUNT]
//
// The settings are those of a connection to a PostgreSQL server without a database, such as "host=/tmp user=postgres".
import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let number = arguments.count > 2 ? Int(arguments[2]) : nil
do {
  switch (arguments.first, arguments.count) {
  case ("online", 2...):
    let comparison = OnlineComparison(
      settings: arguments[1], rows: number ?? 2_000_000, only: arguments.count > 3 ? arguments[3] : nil)
    if try await !comparison.run() { exit(1) }
  case ("write", 2): try await Writer.run(arguments[1])
  case ("replay", 2...): try await Replay(settings: arguments[1], count: number ?? 500).run()
  default:
    FileHandle.standardError.write(Data("usage: MigrationBenchmarks online|write|replay SETTINGS …\n".utf8))
    exit(64)
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
