public import Foundation
public import Kindred

/// A question of a poll.
@Model
public struct Question {
  /// What is asked.
  @Field(maxLength: 200) public var questionText: String
  /// When it was published.
  public var pubDate: Date
}

/// An answer that can be chosen, and how often it was.
@Model
public struct Choice {
  /// What it answers.
  @ForeignKey(onDelete: .cascade) public var question: Question
  /// The answer.
  @Field(maxLength: 200) public var choiceText: String
  /// How often it was chosen.
  public var votes: Int = 0
}

extension Question: CustomStringConvertible {
  /// The question's text.
  public var description: String { questionText }

  /// Whether it was published within the last day.
  public var wasPublishedRecently: Bool { pubDate >= Date.now.addingTimeInterval(-24 * 60 * 60) }
}

extension Choice: CustomStringConvertible {
  /// The choice's text.
  public var description: String { choiceText }
}
