import Testing

@Suite("Commands of manage")
struct CommandTests {}
