import ExampleSupport
import Kindred

/// Updates that the database computes, and deletions with what they take along.
struct ChangingSession {
  let transcript: Transcript

  func run() async throws {
    transcript.chapter("Changing many rows in one statement")
    let blog = try await Blog.objects.get(id: 1)
    try await transcript.show(
      "try await blog.entrySet.filter { $0.rating < 9 }.update { $0.rating.set($0.rating + 1) }"
    ) {
      try await blog.entrySet.filter { $0.rating < 9 }.update { $0.rating.set($0.rating + 1) }
    }
    try await transcript.show("try await blog.entrySet.values { ($0.headline, $0.rating) }.all()") {
      try await blog.entrySet.values { ($0.headline, $0.rating) }.all()
    }
    try await deletions(of: blog)
  }

  private func deletions(of blog: Blog) async throws {
    transcript.chapter(
      "Deleting",
      "Each foreign key says what a deletion does to its rows: editor becomes NULL; entries and comments go along.")
    let maya = try await Author.objects.get { $0.name == "Maya" }
    try await transcript.show("try await maya.delete().perModel") { try await maya.delete().perModel }
    try await transcript.show("try await Entry.objects.filter { !$0.editor.isNull }.count()") {
      try await Entry.objects.filter { !$0.editor.isNull }.count()
    }
    try await transcript.show("try await blog.delete().perModel") { try await blog.delete().perModel }
    try await transcript.show("try await Comment.objects.exists()") { try await Comment.objects.exists() }
  }
}
