import ExampleSupport
import Kindred

/// Follows foreign keys backwards: from a row to the rows that point to it.
struct BackwardsSession {
  let transcript: Transcript

  func run() async throws {
    transcript.chapter(
      "Following a foreign key backwards",
      "Nobody wrote entrySet: it exists because Entry has a foreign key to Blog.")
    let blog = try await transcript.show("let blog = try await Blog.objects.get(id: 1)") {
      try await Blog.objects.get(id: 1)
    }
    try await transcript.show("try await blog.entrySet.all()") { try await blog.entrySet.all() }
    try await transcript.show(#"try await blog.entrySet.filter { $0.headline.contains("Lennon") }.all()"#) {
      try await blog.entrySet.filter { $0.headline.contains("Lennon") }.all()
    }
    try await transcript.show("try await blog.entrySet.count()") { try await blog.entrySet.count() }
    try await relatedNames()
  }

  private func relatedNames() async throws {
    transcript.chapter("The same with relatedName", "comments and editedEntries are names that the models chose.")
    let entry = try await transcript.show(
      #"let entry = try await Entry.objects.get { $0.headline.contains("tapes") }"#
    ) {
      try await Entry.objects.get { $0.headline.contains("tapes") }
    }
    try await transcript.show("try await entry.comments.all()") { try await entry.comments.all() }
    try await transcript.show(#"try await entry.comments.filter { $0.writer == "Ringo" }.exists()"#) {
      try await entry.comments.filter { $0.writer == "Ringo" }.exists()
    }

    let maya = try await transcript.show(#"let maya = try await Author.objects.get { $0.name == "Maya" }"#) {
      try await Author.objects.get { $0.name == "Maya" }
    }
    try await transcript.show("try await maya.editedEntries.order { $0.pubDate.desc }.all()") {
      try await maya.editedEntries.order { $0.pubDate.desc }.all()
    }
    try await transcript.show("try await Entry.objects.filter { $0.editor == nil }.all()") {
      try await Entry.objects.filter { $0.editor == nil }.all()
    }
    try await transcript.show(
      #"try await Author.objects.filter { $0.editedEntries.headline.startsWith("Best") }.all()"#
    ) {
      try await Author.objects.filter { $0.editedEntries.headline.startsWith("Best") }.all()
    }
  }
}
