/// The rows of the tables that are loaded as a tree, as functions of their keys: magazines, their stories and the stories'
/// writers.
package enum Tree {
  package static let magazines = 100
  package static let stories = 1_000
  package static let writers = 200
  /// How many writers are added to a story at once.
  package static let fans = 10_000

  package static func magazine(ofStory id: Int) -> Int { id % magazines + 1 }
  /// 25 bytes.
  package static func headline(_ id: Int) -> String {
    String(("Story number " + String(1_000_000_000 + id)).prefix(25))
  }
  package static func rating(_ id: Int) -> Int { id / 7 % 10 }
  /// The two writers of a story.
  package static func writers(ofStory id: Int) -> [Int] {
    [id % writers + 1, id * 7 % writers + 2].map { min($0, writers) }
  }

  /// Whether the writers of a story are looked at: of one story in each magazine, because it is loading that is measured.
  package static func isSample(_ id: Int64) -> Bool { id <= magazines }

  /// The sum over all stories of their ratings, and of the keys of the writers of the sample.
  package static let sum =
    (1...stories).reduce(0) { $0 + rating($1) }
    + (1...magazines).reduce(0) { $0 + Set(writers(ofStory: $1)).reduce(0, +) }

  /// The sum of the comments of all entries, and of the keys of the owners of every hundredth one.
  package static let sumOfJoins =
    Dataset.sumOfComments(Dataset.entries)
    + stride(from: 100, through: Dataset.entries, by: 100).reduce(0) {
      $0 + Dataset.ownerID(ofBlog: Dataset.blogID($1))
    }
}
