import ExampleSupport
import Kindred

/// Reads related objects without one query for each row.
struct LoadingSession {
  let transcript: Transcript

  func run() async throws {
    transcript.chapter(
      "Related objects, loaded for all siblings at once",
      "The first entry that is asked for its blog loads the blogs of all entries of the same result.")
    let entries = try await transcript.show("let entries = try await Entry.objects.order { $0.pubDate }.all()") {
      try await Entry.objects.order { $0.pubDate }.all()
    }
    try await transcript.show("for entry in entries { names.append(try await entry.blog.name) }") {
      var names: [String] = []
      for entry in entries { names.append(try await entry.blog.name) }
      return names
    }
    try await transcript.show("for entry in entries { names.append(try await entry.editor?.name) }") {
      var names: [String?] = []
      for entry in entries { names.append(try await entry.editor?.name) }
      return names
    }
    try await known()
  }

  private func known() async throws {
    transcript.chapter(
      "Children know their parent", "What blog.entrySet gives was asked of this blog: no query is needed.")
    let blog = try await Blog.objects.get(id: 2)
    let entries = try await transcript.show("let entries = try await blog.entrySet.all()") {
      try await blog.entrySet.all()
    }
    try await transcript.show("try await entries[0].blog.name") { try await entries.first?.blog.name }
    try await transcript.show("entries[0].blogID") { entries.first?.blogID }
  }
}
