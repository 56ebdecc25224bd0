import ArgumentParser
import Foundation
import Kindred
import Polls

/// A command of the project's own.
struct Ask: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Adds a question.")

  @Argument(help: "What is asked.")
  var text: String

  func run() async throws {
    let database = try await Manage.database(named: nil)
    let question = try await Question.objects.using(database).create(questionText: text, pubDate: .now)
    print("Question \(question.id): \(question)")
    await database.close()
  }
}
