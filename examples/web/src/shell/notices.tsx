/** What a person should know whatever they are at. */
export const Notices = () => null;
