import ExampleSupport
import Foundation
import Kindred

/// Makes the tables and the rows that the other sessions ask for.
struct CreatingSession {
  let transcript: Transcript

  func run() async throws {
    transcript.chapter("Tables and rows", "Four models; each foreign key was declared once, on its own side.")
    try await transcript.show("try await Database.default?.createTables(for: BlogModels.all)") {
      try await Database.default?.createTables(for: BlogModels.all)
    }
    let (beatles, pop) = try await blogs()
    let editor = try await transcript.show(
      #"try await Author.objects.create(name: "Maya", email: "maya@example.org")"#
    ) {
      try await Author.objects.create(name: "Maya", email: "maya@example.org")
    }
    try await entries(of: beatles, pop, editor: editor)
    try await comments()
  }

  private func blogs() async throws -> (Blog, Blog) {
    let beatles = try await transcript.show(#"var blog = Blog(name: "Beatles Blog"); try await blog.save()"#) {
      var blog = Blog(name: "Beatles Blog")
      try await blog.save()
      return blog
    }
    try await transcript.show(#"blog.tagline = "All the latest Beatles news."; try await blog.save()"#) {
      var blog = beatles
      blog.tagline = "All the latest Beatles news."
      try await blog.save()
    }
    let pop = try await transcript.show(#"try await Blog.objects.create(name: "Pop Music Blog")"#) {
      try await Blog.objects.create(name: "Pop Music Blog")
    }
    try await transcript.show(
      #"try await Blog.objects.create(name: "Cheddar Talk", tagline: "Thoughts on cheese.")"#
    ) {
      try await Blog.objects.create(name: "Cheddar Talk", tagline: "Thoughts on cheese.")
    }
    return (beatles, pop)
  }

  private func entries(of beatles: Blog, _ pop: Blog, editor: Author) async throws {
    try await transcript.show(
      #"try await blog.entrySet.create(editor: maya, headline: "New Lennon biography", pubDate: day, rating: 7)"#
    ) {
      try await beatles.entrySet.create(
        editor: editor, headline: "New Lennon biography", pubDate: .day("2008-06-01"), rating: 7)
    }
    let drafts = [
      Entry(blog: beatles, editor: editor, headline: "McCartney tours again", pubDate: .day("2009-03-14")),
      Entry(blog: beatles, editor: nil, headline: "Lennon tapes found", pubDate: .day("2010-10-09"), rating: 9),
      Entry(blog: pop, editor: editor, headline: "Best albums of 2008", pubDate: .day("2008-12-30"), rating: 9),
      Entry(blog: pop, editor: nil, headline: "Lennon would love hip hop", pubDate: .day("2020-04-01"), rating: 3),
    ]
    try await transcript.show("try await Entry.objects.bulkCreate(drafts)") {
      try await Entry.objects.bulkCreate(drafts)
    }
  }

  private func comments() async throws {
    let entry = try await transcript.show(#"try await Entry.objects.get { $0.headline == "Lennon tapes found" }"#) {
      try await Entry.objects.get { $0.headline == "Lennon tapes found" }
    }
    try await transcript.show(#"try await entry.comments.create(writer: "Ringo", text: "Where were they?")"#) {
      try await entry.comments.create(writer: "Ringo", text: "Where were they?")
    }
    try await transcript.show(#"try await entry.comments.create(writer: "George", text: "In the attic.")"#) {
      try await entry.comments.create(writer: "George", text: "In the attic.")
    }
  }
}

extension Date {
  /// The midnight (UTC) with which a day begins.
  static func day(_ text: String) -> Date {
    Date(timeIntervalSince1970: Double(CalendarDate(text)?.daysSince1970 ?? 0) * 86_400)
  }
}
