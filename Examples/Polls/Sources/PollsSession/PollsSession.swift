import Foundation
import Kindred
import Polls

/// The session of Django's tutorial, part 2, in which one plays with the models.
@main
struct PollsSession {
  static func main() async throws {
    let database = try Database.polls()
    Database.default = database
    try await Question.objects.delete()

    show("Questions at first", try await Question.objects.all())

    var question = try await Question.objects.create(questionText: "What's new?", pubDate: .now)
    show("The key of the new question", question.id)
    question.questionText = "What's up?"
    try await question.save()
    show("All questions", try await Question.objects.all())

    show("By key", try await Question.objects.get(id: question.id))
    show("By the beginning", try await Question.objects.filter { $0.questionText.startsWith("What") }.all())
    let year = Calendar(identifier: .gregorian).component(.year, from: .now)
    show("Of this year", try await Question.objects.get { $0.pubDate.year == year })
    do {
      _ = try await Question.objects.get(id: 0)
    } catch let error as Question.DoesNotExist {
      show("A key that no question has", error)
    }
    show("Published recently", question.wasPublishedRecently)

    show("Choices at first", try await question.choiceSet.all())
    for text in ["Not much", "The sky", "Just hacking again"] {
      try await question.choiceSet.create(choiceText: text)
    }
    show("Choices", try await question.choiceSet.all())
    show("How many", try await question.choiceSet.count())
    let choice = try await question.choiceSet.get { $0.choiceText.startsWith("Just") }
    show("The question of a choice", try await choice.question)
    show(
      "The choices of this year's questions", try await Choice.objects.filter { $0.question.pubDate.year == year }.all()
    )
    try await choice.delete()
    show("Choices at last", try await question.choiceSet.all())
    await database.close()
  }

  private static func show(_ title: String, _ value: some Any) { print("\(title): \(value)") }
}
